using System.Text.Json;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Grants;

/// <summary>A person's own view of the apps that they allowed.</summary>
public sealed class ConnectedApps(
    IDbContextFactory<AuthDbContext> contexts,
    IOptions<OAuthOptions> options,
    TimeProvider clock)
{
    private const int TimelineLength = 50;
    private const string Away = "offline_access";

    /// <summary>One row an app, last used first. One query, however many there are.</summary>
    public async Task<IReadOnlyList<ConnectedApp>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lines = await Lines(db, Living(db, userId, now), now).ToListAsync(cancellationToken);
        return [.. lines.Select(l => l.ToApp()).OrderByDescending(a => a.LastTouchedAt)];
    }

    /// <summary>Null when the person did not allow this app.</summary>
    public async Task<ConnectedAppDetails?> FindAsync(
        string userId,
        string clientId,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var its = Living(db, userId, now).Where(g => g.ClientId == clientId);
        var grant = await its.Include(g => g.Client).Include(g => g.Families.Where(f => f.ExpiresAt > now))
            .FirstOrDefaultAsync(cancellationToken);
        var line = await Lines(db, its, now).FirstOrDefaultAsync(cancellationToken);
        if (grant is null || line is null)
        {
            return null;
        }

        var timeline = await db.AuditEvents.AsNoTracking()
            .Where(e => e.UserId == userId && e.ClientId == clientId)
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id)
            .Take(TimelineLength)
            .ToListAsync(cancellationToken);
        return new ConnectedAppDetails(
            line.ToApp(),
            grant.Client!.Metadata,
            ScopeSet.Parse(grant.DeniedScopes),
            AuthorizationDetails.Parse(grant.AuthorizationDetails) ?? AuthorizationDetails.Empty,
            [.. grant.Families.OrderByDescending(f => f.LastUsedAt).Select(Place)],
            timeline,
            OutlivesRevocation(grant.Client.Metadata));
    }

    private static IQueryable<Grant> Living(AuthDbContext db, string userId, DateTimeOffset now)
        => db.Grants.AsNoTracking()
            .Where(g => g.UserId == userId && (g.ExpiresAt == null || g.ExpiresAt > now));

    /// <summary>
    /// Single values of the last sign-in instead of its row: those are looked up by the grant, where the row would
    /// number everybody's sign-ins first.
    /// </summary>
    private static IQueryable<Line> Lines(AuthDbContext db, IQueryable<Grant> grants, DateTimeOffset now)
        => grants.Select(g => new Line
        {
            ClientId = g.ClientId,
            Name = g.Client!.Name,
            OwnerProfile = g.Client.Owner == null ? null : g.Client.Owner.Profile,
            OwnerName = g.Client.Owner == null ? null : g.Client.Owner.UserName,
            Verified = g.Client.Verified,
            Source = g.Client.Source,
            Metadata = g.Client.Metadata,
            Scopes = g.Scopes,
            AllowedAt = g.CreatedAt,
            LastUsedAt = g.LastUsedAt,
            ExpiresAt = g.ExpiresAt,
            UserAgent = g.Families.Where(f => f.ExpiresAt > now).OrderByDescending(f => f.LastUsedAt)
                .Select(f => f.UserAgent).FirstOrDefault(),
            Address = g.Families.Where(f => f.ExpiresAt > now).OrderByDescending(f => f.LastUsedAt)
                .Select(f => f.IpAddress).FirstOrDefault(),
            Places = g.Families.Count(f => f.ExpiresAt > now),
            Refreshes = db.RefreshTokens.Any(
                t => t.Family!.GrantId == g.Id && t.ConsumedAt == null && t.ExpiresAt > now),
        });

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

    /// <summary>A row as the database gives it.</summary>
    private sealed record Line
    {
        public required string ClientId { get; init; }

        public required string Name { get; init; }

        public Dictionary<string, JsonElement>? OwnerProfile { get; init; }

        public string? OwnerName { get; init; }

        public bool Verified { get; init; }

        public ClientSource Source { get; init; }

        public required ClientMetadata Metadata { get; init; }

        public required string Scopes { get; init; }

        public DateTimeOffset AllowedAt { get; init; }

        public DateTimeOffset? LastUsedAt { get; init; }

        public DateTimeOffset? ExpiresAt { get; init; }

        public string? UserAgent { get; init; }

        public string? Address { get; init; }

        public int Places { get; init; }

        public bool Refreshes { get; init; }

        public ConnectedApp ToApp()
        {
            var scopes = ScopeSet.Parse(Scopes);
            return new ConnectedApp(
                ClientId,
                Name,
                OwnerProfile is null ? null : User.NameOf(OwnerProfile, OwnerName),
                Verified,
                Source,
                scopes,
                AllowedAt,
                LastUsedAt,
                UserAgent,
                Places)
            {
                Logo = Metadata.LogoUri,
                LastAddress = Address,
                ExpiresAt = ExpiresAt,
                CanActAway = Refreshes || scopes.Contains(Away),
            };
        }
    }
}
