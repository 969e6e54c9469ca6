using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>
/// Deletes what has expired, as many rows a write as take a few milliseconds, so that nobody who waits to write waits
/// long. Nothing depends on it: every reader checks the time itself.
/// </summary>
public sealed class ExpiredRows(
    WriteQueue writes,
    ILeadership leadership,
    TimeProvider clock,
    ILogger<ExpiredRows> logger) : BackgroundService
{
    /// <summary>Somewhat over a year: whoever looks once a year has seen each event once.</summary>
    private const int AuditDays = 400;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    // Children before families: a family's cascade then has little left to do.
    private static readonly Func<AuthDbContext, DateTimeOffset, int, Task<int>>[] Sweeps =
    [
        KeepCodesAsync,
        (db, now, most) => db.AuthorizationCodes
            .Where(c => c.ExpiresAt <= now && !db.TokenFamilies.Any(f => f.Id == c.FamilyId && f.ExpiresAt > now))
            .OrderBy(c => c.ExpiresAt).Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.AccessTokens.Where(t => t.ExpiresAt <= now).OrderBy(t => t.ExpiresAt)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.RefreshTokens.Where(t => t.ExpiresAt <= now).OrderBy(t => t.ExpiresAt)
            .Take(most).ExecuteDeleteAsync(),
        EndedGrantsAsync,
        (db, now, most) => db.TokenFamilies.Where(f => f.ExpiresAt <= now).OrderBy(f => f.ExpiresAt)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.RevokedAccessTokens.Where(t => t.ExpiresAt <= now).OrderBy(t => t.ExpiresAt)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.Revocations.Where(r => r.ExpiresAt <= now).OrderBy(r => r.Id)
            .Take(most).ExecuteDeleteAsync(),
        ExpiredDevicesAsync,
        (db, now, most) => db.PushedRequests.Where(r => r.ExpiresAt <= now).OrderBy(r => r.ExpiresAt)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.UsedAssertions.Where(a => a.ExpiresAt <= now).OrderBy(a => a.ExpiresAt)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.Interactions.Where(i => i.ExpiresAt <= now).OrderBy(i => i.ExpiresAt)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.LogoutNotices.Where(n => n.GivenUpAt <= now.AddDays(-14)).OrderBy(n => n.GivenUpAt)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.ClientErrors.Where(e => e.LastAt <= now.AddDays(-14)).OrderBy(e => e.LastAt)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.UsageCounts.Where(u => u.Hour <= now.AddDays(-90)).OrderBy(u => u.Hour)
            .Take(most).ExecuteDeleteAsync(),
        (db, now, most) => db.ActivePeople.Where(p => p.Day <= now.AddDays(-90)).OrderBy(p => p.Day)
            .Take(most).ExecuteDeleteAsync(),
        ForgottenSessionsAsync,
        (db, now, most) => db.OutgoingMails.Where(m => m.GivenUpAt <= now.AddDays(-14)).OrderBy(m => m.GivenUpAt)
            .Take(most).ExecuteDeleteAsync(),
        ForgottenBrowsersAsync,
        (db, now, most) => db.AuditEvents.Where(e => e.At <= now.AddDays(-AuditDays)).OrderBy(e => e.At)
            .Take(most).ExecuteDeleteAsync(),
    ];

    /// <summary>Deletes all that has expired by now.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var sweep in Sweeps)
        {
            var pace = new SweepPace(clock);
            while (await writes.RunAsync(db => pace.StepAsync(most => sweep(db, clock.GetUtcNow(), most)), cancellationToken))
            {
                // The next step queues behind whoever came meanwhile.
            }
        }
    }

    /// <summary>
    /// A used code that comes back ends what it gave (RFC 6749 §4.1.2), so its hash is kept as long as its family: until
    /// the end that the family has now, and then looked at again. Redeeming pays nothing for this.
    /// </summary>
    private static Task<int> KeepCodesAsync(AuthDbContext db, DateTimeOffset now, int most)
        => db.AuthorizationCodes
            .Where(c => c.ExpiresAt <= now && db.TokenFamilies.Any(f => f.Id == c.FamilyId && f.ExpiresAt > now))
            .OrderBy(c => c.ExpiresAt)
            .Take(most)
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

    /// <summary>What a person allowed for a time, with the word of it that their activity page has.</summary>
    private static async Task<int> EndedGrantsAsync(AuthDbContext db, DateTimeOffset now, int most)
    {
        var ended = await db.Grants.AsNoTracking().Where(g => g.ExpiresAt <= now).OrderBy(g => g.ExpiresAt)
            .Take(most)
            .Select(g => new { g.Id, g.UserId, g.ClientId, g.Client!.Name, g.ExpiresAt })
            .ToListAsync();
        db.AuditEvents.AddRange(ended.Select(g => new AuditEvent
        {
            At = g.ExpiresAt ?? now,
            Type = AuditEventType.GrantExpired,
            UserId = g.UserId,
            ClientId = g.ClientId,
            Data = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = g.Name },
        }));
        var ids = ended.Select(g => g.Id).ToList();
        return await db.Grants.Where(g => ids.Contains(g.Id)).ExecuteDeleteAsync();
    }

    /// <summary>A device that comes too late is told that its code has expired, and not that there never was one.</summary>
    private static Task<int> ExpiredDevicesAsync(AuthDbContext db, DateTimeOffset now, int most)
    {
        var anHourAgo = now.AddHours(-1);
        return db.DeviceAuthorizations.Where(d => d.ExpiresAt <= anHourAgo).OrderBy(d => d.ExpiresAt)
            .Take(most).ExecuteDeleteAsync();
    }

    /// <summary>Browsers drop the cookie after 400 days themselves.</summary>
    private static Task<int> ForgottenBrowsersAsync(AuthDbContext db, DateTimeOffset now, int most)
    {
        var dropped = now.AddDays(-400);
        return db.KnownBrowsers.Where(b => b.LastSeenAt <= dropped).OrderBy(b => b.LastSeenAt)
            .Take(most).ExecuteDeleteAsync();
    }

    /// <summary>Their cookies have run out: those of a session that is used are renewed.</summary>
    private static Task<int> ForgottenSessionsAsync(AuthDbContext db, DateTimeOffset now, int most)
    {
        var forgotten = now.AddDays(-15);
        return db.Sessions.Where(s => s.LastSeenAt <= forgotten).OrderBy(s => s.LastSeenAt)
            .Take(most).ExecuteDeleteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var steady = new SteadyClock(clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!steady.IsBelieved())
            {
                logger.LogWarning("The clock has jumped: nothing is deleted until it has run evenly for an hour");
                continue;
            }

            try
            {
                if (leadership.IsLeader)
                {
                    await SweepAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A busy or failing database now is no reason to stop cleaning for good.
                logger.LogWarning(exception, "Expired rows were not deleted this time");
            }
        }
    }
}
