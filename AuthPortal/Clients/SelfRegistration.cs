using System.Security.Cryptography;
using AuthPortal.Clients.Registration;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// Clients that register and manage themselves over HTTP, RFC 7591 and RFC 7592, by the same rules as the form. Nobody
/// owns them; their registration access token does.
/// </summary>
public sealed class SelfRegistration(
    WriteQueue writes,
    IDbContextFactory<AuthDbContext> contexts,
    ClientRegistry registry,
    RegistrationContexts rules,
    SoftwareStatements statements,
    SectorProof sectors,
    ScopeCatalog catalog,
    SecretVault vault,
    TimeProvider clock)
{
    private const int IdLength = 24;
    private const string IdLetters = "abcdefghijkmnpqrstuvwxyz23456789";

    private static readonly ScopeSet NotByDefault = ScopeSet.Of(["address", "phone"]);

    /// <summary>Registers a client, or says what is wrong with it.</summary>
    public async Task<SelfRegistrationOutcome> RegisterAsync(
        ClientMetadata wanted,
        string policy,
        CancellationToken cancellationToken)
    {
        var (metadata, refused) = await JudgeAsync(wanted, current: null, cancellationToken);
        if (refused is not null)
        {
            return new SelfRegistrationOutcome.Refused(refused);
        }

        var token = Secrets.Generate();
        var now = clock.GetUtcNow();
        var row = new Client
        {
            Id = RandomNumberGenerator.GetString(IdLetters, IdLength),
            Name = metadata.ClientName ?? metadata.ClientUri ?? "?",
            Metadata = metadata,
            Source = ClientSource.Registration,
            PendingSince = RegistrationPolicy.Waits(policy, metadata) ? now : null,
            RegistrationTokenHash = Secrets.Hash(token),
            CreatedAt = now,
            UpdatedAt = now,
        };
        var secret = await writes.RunAsync(
            db =>
            {
                db.Clients.Add(row);
                Record(db, row, AuditEventType.ClientRegistered, []);
                return Task.FromResult(NewSecret(db, row.Id, metadata));
            },
            cancellationToken);
        return new SelfRegistrationOutcome.Done(row.Id, metadata, now, secret, token);
    }

    /// <summary>The client that the token manages; null for a wrong token and for an unknown client alike (RFC 7592 §2).</summary>
    public async Task<SelfRegistrationOutcome.Done?> FindAsync(
        string clientId,
        string token,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        var matches = Secrets.Matches(token, row?.RegistrationTokenHash ?? Secrets.Hash(clientId));
        return row?.RegistrationTokenHash is not null && matches
            ? new SelfRegistrationOutcome.Done(row.Id, row.Metadata, row.CreatedAt, Secret: null, token)
            : null;
    }

    /// <summary>Replaces the metadata as a whole, RFC 7592 §2.2.</summary>
    public async Task<SelfRegistrationOutcome> ChangeAsync(
        SelfRegistrationOutcome.Done known,
        ClientMetadata wanted,
        string policy,
        CancellationToken cancellationToken)
    {
        var (metadata, refused) = await JudgeAsync(wanted, known.Metadata, cancellationToken);
        if (refused is not null)
        {
            return new SelfRegistrationOutcome.Refused(refused);
        }

        var secret = await writes.RunAsync(
            async db =>
            {
                var row = await db.Clients.Include(c => c.Secrets).SingleAsync(c => c.Id == known.ClientId);
                var differences = MetadataDiff.Between(row.Metadata, metadata);
                var fresh = SecretFor(db, row, metadata);
                await SectorProof.MoveAsync(db, row.Id, row.Metadata, metadata);
                row.Metadata = metadata;
                row.Name = metadata.ClientName ?? row.Name;
                row.Verified = row.Verified && differences.Count == 0;
                row.UpdatedAt = clock.GetUtcNow();

                // What waits for nobody must not grow into what would have had to.
                row.PendingSince ??= RegistrationPolicy.Waits(policy, metadata) && Grows(known.Metadata, metadata)
                    ? row.UpdatedAt
                    : null;
                Record(db, row, AuditEventType.ClientChanged, differences);
                return fresh;
            },
            cancellationToken);
        registry.Forget(known.ClientId);
        return known with { Metadata = metadata, Secret = secret };
    }

    /// <summary>RFC 7592 §2.2: a change may repeat the secret that the client has, and never choose one.</summary>
    public async Task<bool> HoldsSecretAsync(string clientId, string secret, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hashes = await db.ClientSecrets.Where(s => s.ClientId == clientId && (s.ExpiresAt == null || s.ExpiresAt > now))
            .Select(s => s.Hash).ToListAsync(cancellationToken);
        return hashes.Exists(hash => Secrets.Matches(secret, hash));
    }

    public async Task DeleteAsync(string clientId, CancellationToken cancellationToken)
    {
        await writes.RunAsync(
            async db =>
            {
                var row = await db.Clients.SingleAsync(c => c.Id == clientId);
                Record(db, row, AuditEventType.ClientDeleted, []);
                await db.SaveChangesAsync();
                await db.Clients.Where(c => c.Id == clientId).ExecuteDeleteAsync();
            },
            cancellationToken);
        registry.Forget(clientId);
    }

    /// <summary>Spends one use of an initial access token, RFC 7591 §3; false when it is not good.</summary>
    public Task<bool> SpendInitialTokenAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Secrets.Hash(token);
        var now = clock.GetUtcNow();
        return writes.RunAsync(
            async db => await db.InitialAccessTokens
                .Where(t => t.Hash == hash && t.ExpiresAt > now && t.UsesLeft > 0)
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.UsesLeft, t => t.UsesLeft - 1)) == 1,
            cancellationToken);
    }

    /// <summary>
    /// RFC 7591 §2: the server's defaults for what was left out. Without a scope a client may ask for all that this
    /// server has but what says where somebody lives; the person decides at consent.
    /// </summary>
    internal async ValueTask<ClientMetadata> CompleteAsync(ClientMetadata wanted, CancellationToken cancellationToken)
    {
        var known = (await catalog.GetAsync(cancellationToken)).All;
        var metadata = RegistrationRules.Tidy(wanted) with { SkipConsent = null };
        return metadata with
        {
            GrantTypes = metadata.GrantTypes ?? [GrantTypeName.AuthorizationCode],
            ResponseTypes = metadata.ResponseTypes ?? [ResponseType.Code],
            TokenEndpointAuthMethod = metadata.TokenEndpointAuthMethod ?? ClientAuthMethod.Basic,
            Scope = metadata.Scope ?? known.Except(NotByDefault).ToString(),
        };
    }

    /// <summary>With what the software statement says, the defaults filled in; and the first rule that is broken.</summary>
    private async Task<(ClientMetadata Metadata, RuleViolation? Refused)> JudgeAsync(
        ClientMetadata wanted,
        ClientMetadata? current,
        CancellationToken cancellationToken)
    {
        var opened = await statements.OpenAsync(wanted, cancellationToken);
        if (opened.Refused is { } refused)
        {
            return (wanted, refused);
        }

        var metadata = await CompleteAsync(opened.Metadata, cancellationToken);
        var context = await rules.GetAsync(isAdministrator: false, current, cancellationToken) with
        {
            NameRequired = false,
            ProvenStatement = wanted.SoftwareStatement,
        };
        var violations = await sectors.CheckAsync(metadata, context, cancellationToken);
        return (metadata, violations.Count > 0 ? violations[0] : null);
    }

    /// <summary>An approval was for the grants and scopes of then, and for nothing more.</summary>
    private static bool Grows(ClientMetadata before, ClientMetadata after)
        => (after.GrantTypes ?? []).Except(before.GrantTypes ?? [], StringComparer.Ordinal).Any()
            || !ScopeSet.Parse(before.Scope).Covers(ScopeSet.Parse(after.Scope));

    private string? SecretFor(AuthDbContext db, Client row, ClientMetadata metadata)
    {
        if (ClientAuthMethod.UsesSecret(metadata.TokenEndpointAuthMethod))
        {
            var before = row.Metadata.TokenEndpointAuthMethod;
            var fits = ClientAuthMethod.UsesSecret(before)
                && (metadata.TokenEndpointAuthMethod != ClientAuthMethod.SecretJwt || before == ClientAuthMethod.SecretJwt);
            return fits ? null : NewSecret(db, row.Id, metadata);
        }

        db.ClientSecrets.RemoveRange([.. row.Secrets]);
        return null;
    }

    private string? NewSecret(AuthDbContext db, string clientId, ClientMetadata metadata)
        => ClientAuthMethod.UsesSecret(metadata.TokenEndpointAuthMethod)
            ? vault.Add(db, clientId, metadata.TokenEndpointAuthMethod, name: null, clock.GetUtcNow())
            : null;

    private void Record(AuthDbContext db, Client row, string type, Dictionary<string, string> data)
    {
        data["app"] = row.Name;
        db.AuditEvents.Add(new AuditEvent { At = clock.GetUtcNow(), Type = type, ClientId = row.Id, Data = data });
    }
}
