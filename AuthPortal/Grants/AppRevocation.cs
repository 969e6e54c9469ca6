using System.Globalization;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Grants;

/// <summary>Takes back what a person allowed: apps, single scopes, single sign-ins. Open pages hear of it.</summary>
public sealed class AppRevocation(WriteQueue writes, GrantNotices notices, TimeProvider clock)
{
    /// <summary>So many apps a write, so that nobody who waits to write waits long.</summary>
    private const int BatchSize = 200;

    private const string Away = "offline_access";

    /// <summary>Ends all that the app may do for the person; null when there was nothing to end.</summary>
    public async Task<RevocationImpact?> RevokeAsync(
        string userId,
        string clientId,
        CancellationToken cancellationToken)
    {
        var ended = await writes.RunAsync(db => EndAsync(db, userId, [clientId]), cancellationToken);
        Publish(userId, ended.Count > 0);
        return ended.Count == 0 ? null : new RevocationImpact(ended[0].Name, ended[0].Places);
    }

    /// <summary>Ends all that these apps may do for the person; those that it has not allowed count for nothing.</summary>
    public async Task<BulkImpact> RevokeAsync(
        string userId,
        IReadOnlyCollection<string> clientIds,
        CancellationToken cancellationToken)
    {
        var impact = new BulkImpact(0, 0);
        foreach (var batch in clientIds.Chunk(BatchSize))
        {
            var ended = await writes.RunAsync(db => EndAsync(db, userId, batch), cancellationToken);
            impact = new BulkImpact(impact.Apps + ended.Count, impact.SignedInPlaces + ended.Sum(e => e.Places));
        }

        Publish(userId, impact.Apps > 0);
        return impact;
    }

    /// <summary>
    /// Takes one scope back; the app stays allowed. Introspection and refreshes leave it out at once, and resource
    /// servers that follow the feed refuse the tokens that carry it. False when there was nothing to take.
    /// </summary>
    public async Task<bool> RemoveAsync(
        string userId,
        string clientId,
        string scope,
        CancellationToken cancellationToken)
    {
        var removed = await writes.RunAsync(db => RemoveAsync(db, userId, clientId, scope), cancellationToken);
        Publish(userId, removed);
        return removed;
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
                Record(db, AuditEventType.TokenRevoked, userId, grant.ClientId, ("app", grant.Client!.Name), ("places", "1"));
                return true;
            },
            cancellationToken);
        Publish(userId, ended);
        return ended;
    }

    private async Task<List<Ended>> EndAsync(AuthDbContext db, string userId, string[] clientIds)
    {
        var now = clock.GetUtcNow();
        var ended = await db.Grants.AsNoTracking()
            .Where(g => g.UserId == userId && clientIds.Contains(g.ClientId))
            .Where(g => g.ExpiresAt == null || g.ExpiresAt > now)
            .Select(g => new Ended(g.Id, g.ClientId, g.Client!.Name, g.Families.Count(f => f.ExpiresAt > now)))
            .ToListAsync();
        var ids = ended.Select(e => e.GrantId).ToList();
        await db.Grants.Where(g => ids.Contains(g.Id)).ExecuteDeleteAsync();
        foreach (var (_, clientId, name, places) in ended)
        {
            Record(
                db,
                AuditEventType.GrantRevoked,
                userId,
                clientId,
                ("app", name),
                ("places", places.ToString(CultureInfo.InvariantCulture)));
        }

        return ended;
    }

    private async Task<bool> RemoveAsync(AuthDbContext db, string userId, string clientId, string scope)
    {
        var one = ScopeSet.Of([scope]);
        var grant = await db.Grants.Include(g => g.Client).Include(g => g.Families)
            .FirstOrDefaultAsync(g => g.UserId == userId && g.ClientId == clientId);
        var allowed = ScopeSet.Parse(grant?.Scopes);
        if (grant?.HasEnded(clock.GetUtcNow()) != false || one.Count == 0 || !allowed.Covers(one))
        {
            return false;
        }

        // Remembered as unticked: an optional one is not asked for again, and on the consent page it starts off.
        grant.Scopes = allowed.Except(one).ToString();
        grant.DeniedScopes = ScopeSet.Parse(grant.DeniedScopes).Union(one).ToString();
        grant.UpdatedAt = clock.GetUtcNow();
        if (scope == Away)
        {
            // What lets the app act alone goes with it.
            await db.RefreshTokens.Where(t => t.Family!.GrantId == grant.Id).ExecuteDeleteAsync();
        }

        db.Revocations.AddRange(grant.Families.Where(f => ScopeSet.Parse(f.Scopes).Covers(one)).Select(f => new Revocation
        {
            Claim = "fid",
            Value = f.Id.ToString("D"),
            At = grant.UpdatedAt,
            ExpiresAt = f.ExpiresAt,
        }));
        Record(db, AuditEventType.ScopeRemoved, userId, clientId, ("app", grant.Client!.Name), ("scopes", scope));
        return true;
    }

    private void Publish(string userId, bool changed)
    {
        if (changed)
        {
            notices.Publish(userId);
        }
    }

    /// <summary>The row is written here: the room of activity is not on this room's map.</summary>
    private void Record(
        AuthDbContext db,
        string type,
        string userId,
        string clientId,
        params ReadOnlySpan<(string Name, string Value)> data)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in data)
        {
            details[name] = value;
        }

        db.AuditEvents.Add(new AuditEvent
        {
            At = clock.GetUtcNow(),
            Type = type,
            UserId = userId,
            ClientId = clientId,
            Data = details,
        });
    }

    private sealed record Ended(Guid GrantId, string ClientId, string Name, int Places);
}
