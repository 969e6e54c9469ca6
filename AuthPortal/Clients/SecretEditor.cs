using System.Globalization;
using AuthPortal.Clients.Registration;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>An app's secrets: several at once, so that a new one can be rolled out before the old one ends.</summary>
public sealed class SecretEditor(
    WriteQueue writes,
    ClientRegistry registry,
    SecretVault vault,
    TimeProvider clock)
{
    public const int Most = 10;

    private const string SecretName = "client_secret";

    private static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    /// <summary>Adds a secret, which is in the outcome and nowhere else.</summary>
    public async Task<EditOutcome> AddAsync(
        AppActor actor,
        string clientId,
        string? name,
        OldSecrets old,
        CancellationToken cancellationToken)
    {
        if (PresentationRules.Text(SecretName, name).ToList() is { Count: > 0 } violations)
        {
            return new EditOutcome.Refused(violations);
        }

        var outcome = await writes.RunAsync(
            async db =>
            {
                var row = await ClientEditor.LoadAsync(db, actor, clientId);
                return row is null || !ClientAuthMethod.UsesSecret(row.Metadata.TokenEndpointAuthMethod)
                    ? new EditOutcome.Missing()
                    : Add(db, actor, row, name, old);
            },
            cancellationToken);
        registry.Forget(clientId);
        return outcome;
    }

    /// <summary>Ends a secret at once; false when there is no such secret for this actor.</summary>
    public async Task<bool> RevokeAsync(
        AppActor actor,
        string clientId,
        Guid secretId,
        CancellationToken cancellationToken)
    {
        var revoked = await writes.RunAsync(
            async db =>
            {
                var row = await ClientEditor.LoadAsync(db, actor, clientId);
                var secret = row?.Secrets.Find(s => s.Id == secretId);
                if (row is null || secret is null)
                {
                    return false;
                }

                db.ClientSecrets.Remove(secret);
                Record(db, actor, row, AuditEventType.ClientSecretRevoked, secret.Hint);
                return true;
            },
            cancellationToken);
        registry.Forget(clientId);
        return revoked;
    }

    private EditOutcome Add(AuthDbContext db, AppActor actor, Client row, string? name, OldSecrets old)
    {
        var now = clock.GetUtcNow();
        db.ClientSecrets.RemoveRange([.. row.Secrets.Where(s => IsOver(s, old, now))]);
        var kept = row.Secrets.Where(s => !IsOver(s, old, now)).ToList();
        if (kept.Count >= Most)
        {
            return new EditOutcome.Refused([Rules.TooMany.BrokenBy(
                SecretName,
                value: Most.ToString(CultureInfo.CurrentCulture))]);
        }

        foreach (var secret in kept.Where(s => old == OldSecrets.EndInADay && !(s.ExpiresAt < now + Overlap)))
        {
            secret.ExpiresAt = now + Overlap;
        }

        var plain = vault.Add(
            db,
            row.Id,
            row.Metadata.TokenEndpointAuthMethod,
            string.IsNullOrWhiteSpace(name) ? null : name.Trim(),
            now);
        Record(db, actor, row, AuditEventType.ClientSecretAdded, plain[^SecretVault.HintLength..]);
        return new EditOutcome.Done(row.Id, plain);
    }

    private static bool IsOver(ClientSecret secret, OldSecrets old, DateTimeOffset now)
        => old == OldSecrets.EndNow || secret.ExpiresAt <= now;

    private void Record(AuthDbContext db, AppActor actor, Client row, string type, string hint)
        => ClientEditor.Record(
            db,
            actor,
            row,
            type,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["hint"] = hint },
            clock.GetUtcNow());
}
