using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Clients;

/// <summary>
/// Deletes clients that registered themselves and that nobody uses, a few a write: registration is open to strangers and
/// must cost the database nothing for ever (RFC 7591 §5). A client known by its document comes back by itself.
/// </summary>
public sealed class UnusedClients(
    WriteQueue writes,
    ClientRegistry registry,
    IOptions<OAuthOptions> options,
    ILeadership leadership,
    TimeProvider clock,
    ILogger<UnusedClients> logger) : BackgroundService
{
    internal const int BatchSize = 100;

    private static readonly TimeSpan Period = TimeSpan.FromHours(1);
    private static readonly TimeSpan DocumentLife = TimeSpan.FromDays(1);

    /// <summary>Deletes all that is due now.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            var gone = await writes.RunAsync(DeleteAsync, cancellationToken);
            foreach (var clientId in gone)
            {
                registry.Forget(clientId);
            }

            deleted = gone.Count;
        }
        while (deleted == BatchSize);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (leadership.IsLeader)
                {
                    await SweepAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "Unused clients were not deleted this time");
            }
        }
    }

    /// <summary>
    /// What an administrator disabled stays, so that it can't come back by registering again; what waits for approval goes
    /// like the rest.
    /// </summary>
    private async Task<List<string>> DeleteAsync(AuthDbContext db)
    {
        var now = clock.GetUtcNow();
        var registered = now.AddDays(-options.Value.UnusedClientDays);
        var documented = now - DocumentLife;
        var due = await db.Clients.AsNoTracking()
            .Where(c => c.DisabledAt == null
                && ((c.Source == ClientSource.Registration
                        && c.UpdatedAt <= registered
                        && (c.LastUsedAt == null || c.LastUsedAt <= registered))
                    || (c.Source == ClientSource.Document && c.CreatedAt <= documented)))
            .Where(c => !db.Grants.Any(g => g.ClientId == c.Id)
                && !db.Interactions.Any(i => i.ClientId == c.Id && i.ExpiresAt > now)
                && !db.DeviceAuthorizations.Any(d => d.ClientId == c.Id && d.ExpiresAt > now))
            .OrderBy(c => c.CreatedAt)
            .Take(BatchSize)
            .Select(c => new { c.Id, c.Name, c.Source })
            .ToListAsync();
        var ids = due.Select(c => c.Id).ToList();
        db.AuditEvents.AddRange(due.Where(c => c.Source == ClientSource.Registration).Select(c => new AuditEvent
        {
            At = now,
            Type = AuditEventType.ClientDeleted,
            Data = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["app"] = c.Name,
                ["client_id"] = c.Id,
                ["unused"] = "true",
            },
        }));
        await db.Clients.Where(c => ids.Contains(c.Id)).ExecuteDeleteAsync();
        return ids;
    }
}
