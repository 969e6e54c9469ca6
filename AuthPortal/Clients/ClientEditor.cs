using System.Globalization;
using System.Security.Cryptography;
using AuthPortal.Clients.Registration;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// Registers, changes and deletes apps: by the rules, in one write with its audit event, and with the registry told
/// after the commit. Whoever is neither owner nor administrator meets an app that does not exist.
/// </summary>
public sealed class ClientEditor(
    WriteQueue writes,
    ClientRegistry registry,
    RegistrationContexts contexts,
    SectorProof sectors,
    SecretVault vault,
    TimeProvider clock)
{
    private const int MostApps = 100;
    private const int IdLength = 24;

    /// <summary>Without letters and digits that are mistaken for one another.</summary>
    private const string IdLetters = "abcdefghijkmnpqrstuvwxyz23456789";

    public async Task<EditOutcome> RegisterAsync(
        AppActor actor,
        ClientMetadata wanted,
        ClientSource source,
        CancellationToken cancellationToken)
    {
        var metadata = RegistrationRules.Tidy(wanted);
        var rules = await contexts.GetAsync(actor.IsAdministrator, current: null, cancellationToken);
        if (await sectors.CheckAsync(metadata, rules, cancellationToken) is { Count: > 0 } violations)
        {
            return new EditOutcome.Refused(violations);
        }

        return await writes.RunAsync<EditOutcome>(
            async db =>
            {
                if (!actor.IsAdministrator && await db.Clients.CountAsync(c => c.OwnerId == actor.UserId) >= MostApps)
                {
                    var most = MostApps.ToString(CultureInfo.CurrentCulture);
                    return new EditOutcome.Refused([Rules.TooManyApps.BrokenBy(MemberName.ClientName, value: most)]);
                }

                return Add(db, actor, metadata, source, rules.FormWaits);
            },
            cancellationToken);
    }

    /// <summary>Replaces the metadata.</summary>
    /// <param name="actor">Who changes it.</param>
    /// <param name="clientId">The app.</param>
    /// <param name="wanted">All members as they shall be.</param>
    /// <param name="version">What the actor saw: <see cref="OwnedAppDetails.Version"/>.</param>
    /// <param name="cancellationToken">Given up before the write, never within it.</param>
    public async Task<EditOutcome> ChangeAsync(
        AppActor actor,
        string clientId,
        ClientMetadata wanted,
        DateTimeOffset version,
        CancellationToken cancellationToken)
    {
        var rules = await contexts.GetAsync(actor.IsAdministrator, current: null, cancellationToken);
        var metadata = RegistrationRules.Tidy(wanted);
        var known = await registry.FindAsync(clientId, cancellationToken);
        var unproven = await sectors.ProblemAsync(metadata, known?.Metadata, cancellationToken);
        var outcome = await writes.RunAsync<EditOutcome>(
            async db =>
            {
                var row = await LoadAsync(db, actor, clientId);
                if (row is null)
                {
                    return new EditOutcome.Missing();
                }

                return RegistrationRules.Check(metadata, rules with { Current = row.Metadata }) switch
                {
                    { Count: > 0 } violations => new EditOutcome.Refused(violations),
                    _ when unproven is not null => new EditOutcome.Refused([unproven]),
                    _ when row.UpdatedAt.ToUnixTimeMilliseconds() != version.ToUnixTimeMilliseconds()
                        => new EditOutcome.Conflict(),
                    _ => await ChangeAsync(db, actor, row, metadata),
                };
            },
            cancellationToken);
        registry.Forget(clientId);
        return outcome;
    }

    /// <summary>Deletes the app with all that hangs on it; null when there is no such app for this actor.</summary>
    public async Task<DeletedApp?> DeleteAsync(AppActor actor, string clientId, CancellationToken cancellationToken)
    {
        var deleted = await writes.RunAsync(
            async db =>
            {
                var row = await LoadAsync(db, actor, clientId);
                if (row is null || (row.OwnerId != actor.UserId && !actor.IsAdministrator))
                {
                    return null;
                }

                var now = clock.GetUtcNow();
                var use = (await AppPeople.CountAsync(db, [clientId], now, CancellationToken.None))[clientId];
                var impact = await OwnedApps.ImpactAsync(db, clientId, use, now, CancellationToken.None);
                var people = await db.Grants.Where(g => g.ClientId == clientId).Select(g => g.UserId).ToListAsync();
                Record(db, actor, row, AuditEventType.ClientDeleted, new(StringComparer.Ordinal)
                {
                    ["client_id"] = row.Id,
                    ["people"] = impact.People.ToString(CultureInfo.InvariantCulture),
                    ["sign_ins"] = impact.SignIns.ToString(CultureInfo.InvariantCulture),
                });
                await db.SaveChangesAsync();
                await db.Clients.Where(c => c.Id == clientId).ExecuteDeleteAsync();
                return new DeletedApp(row.Name, impact, people);
            },
            cancellationToken);
        registry.Forget(clientId);
        return deleted;
    }

    /// <summary>The app as its changer finds it; null for who may not change it.</summary>
    internal static Task<Client?> LoadAsync(AuthDbContext db, AppActor actor, string clientId)
        => db.Clients.Include(c => c.Secrets).Where(OwnedApps.IsChangeableBy(actor))
            .FirstOrDefaultAsync(c => c.Id == clientId);

    internal static void Record(
        AuthDbContext db,
        AppActor actor,
        Client row,
        string type,
        Dictionary<string, string> data,
        DateTimeOffset now)
    {
        data["app"] = row.Name;
        data["by"] = actor.UserId;
        db.AuditEvents.Add(new AuditEvent
        {
            At = now,
            Type = type,
            UserId = row.OwnerId ?? actor.UserId,
            ClientId = row.Id,
            Data = data,
        });
    }

    private EditOutcome.Done Add(
        AuthDbContext db,
        AppActor actor,
        ClientMetadata metadata,
        ClientSource source,
        bool waits)
    {
        var now = clock.GetUtcNow();
        var row = new Client
        {
            Id = RandomNumberGenerator.GetString(IdLetters, IdLength),
            OwnerId = actor.UserId,
            Name = metadata.ClientName!,
            Metadata = metadata,
            Source = source,
            PendingSince = waits && source == ClientSource.Form && !actor.IsAdministrator ? now : null,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Clients.Add(row);
        Record(db, actor, row, AuditEventType.ClientRegistered, []);
        return new EditOutcome.Done(row.Id, NewSecret(db, row.Id, metadata)) { Waits = row.PendingSince is not null };
    }

    private async Task<EditOutcome.Done> ChangeAsync(AuthDbContext db, AppActor actor, Client row, ClientMetadata wanted)
    {
        var metadata = actor.IsAdministrator ? wanted : wanted with { SkipConsent = KeptSkip(row.Metadata, wanted) };
        var differences = MetadataDiff.Between(row.Metadata, metadata);
        if (row.Verified && !actor.IsAdministrator && LooksOther(row.Metadata, metadata))
        {
            // What was vouched for is not what it is now.
            row.Verified = false;
            differences["verified.after"] = "false";
        }

        if (differences.Count == 0)
        {
            return new EditOutcome.Done(row.Id, null);
        }

        await SectorProof.MoveAsync(db, row.Id, row.Metadata, metadata);
        var secret = TakeSecrets(db, row, metadata);
        row.Metadata = metadata;
        row.Name = metadata.ClientName!;
        Touch(row, clock.GetUtcNow());
        Record(db, actor, row, AuditEventType.ClientChanged, differences);
        return new EditOutcome.Done(row.Id, secret);
    }

    /// <summary>
    /// A client that needs no secret any more loses its own; one that needs one, or one of another kind, gets it: what is
    /// only a hash can't check an HMAC.
    /// </summary>
    private string? TakeSecrets(AuthDbContext db, Client row, ClientMetadata metadata)
    {
        var (before, after) = (row.Metadata.TokenEndpointAuthMethod, metadata.TokenEndpointAuthMethod);
        if (!ClientAuthMethod.UsesSecret(after))
        {
            db.ClientSecrets.RemoveRange([.. row.Secrets]);
            return null;
        }

        var fits = ClientAuthMethod.UsesSecret(before)
            && (after != ClientAuthMethod.SecretJwt || before == ClientAuthMethod.SecretJwt);
        return fits ? null : NewSecret(db, row.Id, metadata);
    }

    private string? NewSecret(AuthDbContext db, string clientId, ClientMetadata metadata)
        => ClientAuthMethod.UsesSecret(metadata.TokenEndpointAuthMethod)
            ? vault.Add(db, clientId, metadata.TokenEndpointAuthMethod, name: null, clock.GetUtcNow())
            : null;

    /// <summary>Skipping consent was allowed for these places and scopes; other ones are asked about again.</summary>
    private static bool? KeptSkip(ClientMetadata current, ClientMetadata wanted)
        => Same(current.RedirectUris, wanted.RedirectUris)
            && ScopeSet.Parse(current.Scope).Covers(ScopeSet.Parse(wanted.Scope))
            ? current.SkipConsent
            : null;

    private static bool LooksOther(ClientMetadata current, ClientMetadata wanted)
        => current.ClientName != wanted.ClientName
            || current.ClientUri != wanted.ClientUri
            || current.LogoUri != wanted.LogoUri
            || !Same(current.RedirectUris, wanted.RedirectUris);

    private static bool Same(IReadOnlyList<string>? one, IReadOnlyList<string>? other)
        => (one ?? []).SequenceEqual(other ?? [], StringComparer.Ordinal);

    /// <summary>Later than before even when the clock stands still: the version must differ.</summary>
    internal static void Touch(Client row, DateTimeOffset now)
        => row.UpdatedAt = now > row.UpdatedAt ? now : row.UpdatedAt.AddMilliseconds(1);

    private void Record(AuthDbContext db, AppActor actor, Client row, string type, Dictionary<string, string> data)
        => Record(db, actor, row, type, data, clock.GetUtcNow());
}
