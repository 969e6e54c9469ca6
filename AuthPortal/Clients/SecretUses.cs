using System.Collections.Concurrent;
using AuthPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// When each secret was last used, so that nobody need guess whether an old one can go. Kept in memory and stored every
/// few seconds and at shutdown: a request for tokens does not wait for it.
/// </summary>
public sealed class SecretUses(WriteQueue writes, TimeProvider clock, ILogger<SecretUses> logger) : BackgroundService
{
    private const int MostAWrite = 100;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    public void Note(Guid secretId) => _used[secretId] = clock.GetUtcNow();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    internal async Task WriteAsync()
    {
        var used = _used.ToArray();
        foreach (var chunk in used.Chunk(MostAWrite))
        {
            try
            {
                await writes.RunAsync(db => WriteAsync(db, chunk));
                foreach (var use in chunk)
                {
                    // Only what was written: who used it meanwhile is in the next round.
                    _used.TryRemove(use);
                }
            }
            catch (Exception exception)
            {
                // A busy or failing database now: the next round has it.
                logger.LogWarning(exception, "The last use of secrets was not stored this time");
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await WriteAsync();
        }
    }

    private static async Task WriteAsync(AuthDbContext db, KeyValuePair<Guid, DateTimeOffset>[] used)
    {
        foreach (var (id, at) in used)
        {
            await db.ClientSecrets.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastUsedAt, at));
        }
    }
}
