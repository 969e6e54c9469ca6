using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Activity;

/// <summary>The failed requests of an app, for whoever has proved that the app is theirs.</summary>
public sealed class ClientErrors(IDbContextFactory<AuthDbContext> contexts, WriteQueue writes, TimeProvider clock)
{
    /// <summary>Kept of one app.</summary>
    public const int Most = ClientErrorWriter.MostOfApp;

    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<ClientError>> ListAsync(string clientId, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var since = clock.GetUtcNow() - Kept;
        return await db.ClientErrors.AsNoTracking().Where(e => e.ClientId == clientId && e.LastAt > since)
            .OrderByDescending(e => e.LastAt).ThenByDescending(e => e.Id)
            .Take(most)
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many different failures there were within the last day, by app.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountTodayAsync(
        IReadOnlyCollection<string> clientIds,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var since = clock.GetUtcNow().AddDays(-1);
        return await db.ClientErrors.Where(e => clientIds.Contains(e.ClientId) && e.LastAt > since)
            .GroupBy(e => e.ClientId)
            .ToDictionaryAsync(g => g.Key, g => g.Count(), StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>Forgets all of an app.</summary>
    public Task ClearAsync(string clientId, CancellationToken cancellationToken)
        => writes.RunAsync(db => db.ClientErrors.Where(e => e.ClientId == clientId).ExecuteDeleteAsync(), cancellationToken);
}
