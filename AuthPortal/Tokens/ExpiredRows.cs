using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>
/// Deletes what has expired, a few rows a write, so that nobody who waits to write waits long. Nothing depends on
/// it: every reader checks the time itself.
/// </summary>
public sealed class ExpiredRows(WriteQueue writes, TimeProvider clock, ILogger<ExpiredRows> logger) : BackgroundService
{
    internal const int BatchSize = 500;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    // Children before families: a family's cascade then has little left to do.
    private static readonly Func<AuthDbContext, DateTimeOffset, Task<int>>[] Sweeps =
    [
        KeepCodesAsync,
        (db, now) => db.AuthorizationCodes
            .Where(c => c.ExpiresAt <= now && !db.TokenFamilies.Any(f => f.Id == c.FamilyId && f.ExpiresAt > now))
            .OrderBy(c => c.ExpiresAt).Take(BatchSize).ExecuteDeleteAsync(),
        (db, now) => db.AccessTokens.Where(t => t.ExpiresAt <= now).OrderBy(t => t.ExpiresAt)
            .Take(BatchSize).ExecuteDeleteAsync(),
        (db, now) => db.RefreshTokens.Where(t => t.ExpiresAt <= now).OrderBy(t => t.ExpiresAt)
            .Take(BatchSize).ExecuteDeleteAsync(),
        (db, now) => db.TokenFamilies.Where(f => f.ExpiresAt <= now).OrderBy(f => f.ExpiresAt)
            .Take(BatchSize).ExecuteDeleteAsync(),
        (db, now) => db.RevokedAccessTokens.Where(t => t.ExpiresAt <= now).OrderBy(t => t.ExpiresAt)
            .Take(BatchSize).ExecuteDeleteAsync(),
        (db, now) => db.Revocations.Where(r => r.ExpiresAt <= now).OrderBy(r => r.Id)
            .Take(BatchSize).ExecuteDeleteAsync(),
        ExpiredDevicesAsync,
        (db, now) => db.PushedRequests.Where(r => r.ExpiresAt <= now).OrderBy(r => r.ExpiresAt)
            .Take(BatchSize).ExecuteDeleteAsync(),
        (db, now) => db.UsedAssertions.Where(a => a.ExpiresAt <= now).OrderBy(a => a.ExpiresAt)
            .Take(BatchSize).ExecuteDeleteAsync(),
        (db, now) => db.Interactions.Where(i => i.ExpiresAt <= now).OrderBy(i => i.ExpiresAt)
            .Take(BatchSize).ExecuteDeleteAsync(),
        (db, now) => db.LogoutNotices.Where(n => n.GivenUpAt <= now.AddDays(-14)).OrderBy(n => n.GivenUpAt)
            .Take(BatchSize).ExecuteDeleteAsync(),
        UnusedDocumentsAsync,
    ];

    /// <summary>Deletes all that has expired by now.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var sweep in Sweeps)
        {
            while (await writes.RunAsync(db => sweep(db, clock.GetUtcNow()), cancellationToken) == BatchSize)
            {
                // The next batch queues behind whoever came meanwhile.
            }
        }
    }

    /// <summary>
    /// A used code that comes back ends what it gave (RFC 6749 §4.1.2), so its hash is kept as long as its family: until
    /// the end that the family has now, and then looked at again. Redeeming pays nothing for this.
    /// </summary>
    private static Task<int> KeepCodesAsync(AuthDbContext db, DateTimeOffset now)
        => db.AuthorizationCodes
            .Where(c => c.ExpiresAt <= now && db.TokenFamilies.Any(f => f.Id == c.FamilyId && f.ExpiresAt > now))
            .OrderBy(c => c.ExpiresAt)
            .Take(BatchSize)
            .ExecuteUpdateAsync(s => s
                .SetProperty(
                    c => c.ExpiresAt,
                    c => db.TokenFamilies.Where(f => f.Id == c.FamilyId).Select(f => f.ExpiresAt).First())
                .SetProperty(c => c.RedirectUri, string.Empty)
                .SetProperty(c => c.Scopes, string.Empty)
                .SetProperty(c => c.Nonce, (string?)null)
                .SetProperty(c => c.CodeChallenge, (string?)null)
                .SetProperty(c => c.UserAgent, (string?)null)
                .SetProperty(c => c.IpAddress, (string?)null));

    /// <summary>A device that comes too late is told that its code has expired, and not that there never was one.</summary>
    private static Task<int> ExpiredDevicesAsync(AuthDbContext db, DateTimeOffset now)
    {
        var anHourAgo = now.AddHours(-1);
        return db.DeviceAuthorizations.Where(d => d.ExpiresAt <= anHourAgo).OrderBy(d => d.ExpiresAt)
            .Take(BatchSize).ExecuteDeleteAsync();
    }

    /// <summary>
    /// A client that is known by its document costs whoever names it nothing: one that nobody allowed anything within a
    /// day goes again.
    /// </summary>
    private static Task<int> UnusedDocumentsAsync(AuthDbContext db, DateTimeOffset now)
    {
        var yesterday = now.AddDays(-1);
        return db.Clients
            .Where(c => c.Source == ClientSource.Document && c.CreatedAt <= yesterday && c.DisabledAt == null)
            .Where(c => !db.Grants.Any(g => g.ClientId == c.Id) && !db.Interactions.Any(i => i.ClientId == c.Id))
            .OrderBy(c => c.CreatedAt)
            .Take(BatchSize)
            .ExecuteDeleteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A busy or failing database now is no reason to stop cleaning for good.
                logger.LogWarning(exception, "Expired rows were not deleted this time");
            }
        }
    }
}
