using System.Globalization;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Grants;

/// <summary>A person's own view of the apps that they allowed, and the way to end one.</summary>
public sealed class ConnectedApps(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    GrantNotices notices,
    IOptions<OAuthOptions> options,
    TimeProvider clock)
{
    private const int TimelineLength = 50;

    /// <summary>One row an app, last used first.</summary>
    public async Task<IReadOnlyList<ConnectedApp>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var grants = await Living(db, now).Where(g => g.UserId == userId).ToListAsync(cancellationToken);
        return [.. grants.Select(Row).OrderByDescending(a => a.LastUsedAt ?? a.AllowedAt)];
    }

    /// <summary>Null when the person did not allow this app.</summary>
    public async Task<ConnectedAppDetails?> FindAsync(
        string userId,
        string clientId,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var grant = await Living(db, now)
            .FirstOrDefaultAsync(g => g.UserId == userId && g.ClientId == clientId, cancellationToken);
        if (grant is null)
        {
            return null;
        }

        var timeline = await db.AuditEvents.AsNoTracking()
            .Where(e => e.UserId == userId && e.ClientId == clientId)
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id)
            .Take(TimelineLength)
            .ToListAsync(cancellationToken);
        return new ConnectedAppDetails(
            Row(grant),
            grant.Client!.Metadata,
            ScopeSet.Parse(grant.DeniedScopes),
            [.. grant.Families.OrderByDescending(f => f.LastUsedAt).Select(Place)],
            timeline,
            OutlivesRevocation(grant.Client.Metadata));
    }

    /// <summary>Ends all that the app may do for the person; null when there was nothing to end.</summary>
    public async Task<RevocationImpact?> RevokeAsync(
        string userId,
        string clientId,
        CancellationToken cancellationToken)
    {
        var impact = await writes.RunAsync(
            async db =>
            {
                var grant = await Living(db, clock.GetUtcNow())
                    .FirstOrDefaultAsync(g => g.UserId == userId && g.ClientId == clientId);
                if (grant is null)
                {
                    return null;
                }

                await db.Grants.Where(g => g.Id == grant.Id).ExecuteDeleteAsync();
                Record(db, AuditEventType.GrantRevoked, grant, grant.Families.Count);
                return new RevocationImpact(
                    grant.Client!.Name,
                    grant.Families.Count,
                    OutlivesRevocation(grant.Client.Metadata));
            },
            cancellationToken);
        if (impact is not null)
        {
            notices.Publish(userId);
        }

        return impact;
    }

    /// <summary>Ends one sign-in of an app; the app stays allowed. False when it is not the person's or is gone.</summary>
    public async Task<bool> EndFamilyAsync(string userId, Guid familyId, CancellationToken cancellationToken)
    {
        var ended = await writes.RunAsync(
            async db =>
            {
                var grant = await db.Grants.AsNoTracking().Include(g => g.Client)
                    .FirstOrDefaultAsync(g => g.UserId == userId && g.Families.Any(f => f.Id == familyId));
                if (grant is null)
                {
                    return false;
                }

                await db.TokenFamilies.Where(f => f.Id == familyId).ExecuteDeleteAsync();
                Record(db, AuditEventType.TokenRevoked, grant, 1);
                return true;
            },
            cancellationToken);
        if (ended)
        {
            notices.Publish(userId);
        }

        return ended;
    }

    private static IQueryable<Grant> Living(AuthDbContext db, DateTimeOffset now)
        => db.Grants.AsNoTracking().AsSplitQuery()
            .Include(g => g.Client).ThenInclude(c => c!.Owner)
            .Include(g => g.Families.Where(f => f.ExpiresAt > now));

    private static ConnectedApp Row(Grant grant)
    {
        var client = grant.Client!;
        return new ConnectedApp(
            client.Id,
            client.Name,
            client.Owner?.DisplayName,
            client.Verified,
            client.Source,
            ScopeSet.Parse(grant.Scopes),
            grant.CreatedAt,
            grant.LastUsedAt,
            grant.Families.MaxBy(f => f.LastUsedAt)?.UserAgent,
            grant.Families.Count);
    }

    private static SignedInPlace Place(TokenFamily family) => new(
        family.Id,
        ScopeSet.Parse(family.Scopes),
        family.UserAgent,
        family.IpAddress,
        family.CreatedAt,
        family.LastUsedAt,
        family.ExpiresAt);

    private TimeSpan? OutlivesRevocation(ClientMetadata metadata)
        => (metadata.AccessTokenFormat ?? options.Value.AccessTokenFormat) == "opaque"
            ? null
            : TimeSpan.FromSeconds(
                metadata.AccessTokenLifetime ?? options.Value.TokenLifetimes.AuthorizationCode);

    /// <summary>The row is written here: the room of activity is not on this room's map.</summary>
    private void Record(AuthDbContext db, string type, Grant grant, int places) => db.AuditEvents.Add(new AuditEvent
    {
        At = clock.GetUtcNow(),
        Type = type,
        UserId = grant.UserId,
        ClientId = grant.ClientId,
        Data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app"] = grant.Client!.Name,
            ["places"] = places.ToString(CultureInfo.InvariantCulture),
        },
    });
}
