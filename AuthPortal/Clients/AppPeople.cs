using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// What apps' people amount to. It takes a look at the rows of each of them, so of an app of more than 10,000 people the
/// answer may be ten minutes old; of any other it is what is true now.
/// </summary>
public sealed class AppPeople(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    private readonly KeptAnswers<string, AppUse> _large = new(clock);

    /// <summary>By app; each of them is in it.</summary>
    public async Task<IReadOnlyDictionary<string, AppUse>> OfAsync(
        IReadOnlyCollection<string> clientIds,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var large = clientIds.Where(_large.Has).ToList();
        var rest = clientIds.Except(large).ToList();
        large.AddRange(await db.Clients
            .Where(c => rest.Contains(c.Id)
                && db.Grants.Where(g => g.ClientId == c.Id).OrderBy(g => g.ClientId).Skip(KeptAnswers.Many).Any())
            .Select(c => c.Id).ToListAsync(cancellationToken));
        var found = await CountAsync(db, [.. rest.Except(large)], clock.GetUtcNow(), cancellationToken);
        foreach (var id in large)
        {
            found[id] = await _large.GetAsync(id, () => CountAsync(id));
        }

        return found;
    }

    /// <summary>Now, however long it takes.</summary>
    internal static async Task<Dictionary<string, AppUse>> CountAsync(
        AuthDbContext db,
        IReadOnlyCollection<string> clientIds,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var grants = await db.Grants.Where(g => clientIds.Contains(g.ClientId)).GroupBy(g => g.ClientId)
            .Select(app => new { Id = app.Key, People = app.Count(), LastUsedAt = app.Max(g => g.LastUsedAt) })
            .ToDictionaryAsync(app => app.Id, StringComparer.Ordinal, cancellationToken);
        var signIns = await db.TokenFamilies.Where(f => clientIds.Contains(f.Grant!.ClientId) && f.ExpiresAt > now)
            .GroupBy(f => f.Grant!.ClientId).Select(app => new { Id = app.Key, Count = app.Count() })
            .ToDictionaryAsync(app => app.Id, app => app.Count, StringComparer.Ordinal, cancellationToken);
        var scopes = await db.Grants.Where(g => clientIds.Contains(g.ClientId)).Select(g => new { g.ClientId, g.Scopes })
            .Distinct().ToListAsync(cancellationToken);
        var scopesOf = scopes.ToLookup(s => s.ClientId, s => s.Scopes, StringComparer.Ordinal);
        return clientIds.ToDictionary(
            id => id,
            id => new AppUse(
                grants.GetValueOrDefault(id)?.People ?? 0,
                signIns.GetValueOrDefault(id),
                grants.GetValueOrDefault(id)?.LastUsedAt,
                ScopeSet.Parse(string.Join(' ', scopesOf[id]))),
            StringComparer.Ordinal);
    }

    private async Task<AppUse> CountAsync(string clientId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return (await CountAsync(db, [clientId], clock.GetUtcNow(), CancellationToken.None))[clientId];
    }
}

/// <summary>An app as its people use it.</summary>
/// <param name="People">Who allowed it.</param>
/// <param name="SignIns">Live ones.</param>
/// <param name="LastUsedAt">By anybody; null: never.</param>
/// <param name="Scopes">That anybody allowed it.</param>
public sealed record AppUse(int People, int SignIns, DateTimeOffset? LastUsedAt, ScopeSet Scopes);
