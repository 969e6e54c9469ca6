using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Activity;

/// <summary>Stores what was counted every five seconds and at shutdown, a few rows a write.</summary>
public sealed class UsageWriter(
    UsageCounters counters,
    WriteQueue writes,
    TimeProvider clock,
    ILogger<UsageWriter> logger) : BackgroundService
{
    private const int MostAWrite = 100;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly Lock _order = new();
    private Task _last = Task.CompletedTask;
    private bool _stopped;

    /// <summary>The write queue is still there: hosted services stop in the opposite order of their start.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_stopped)
        {
            // Some hosts stop twice, and the second time everything is gone.
            _stopped = true;
            await base.StopAsync(cancellationToken);
            await WriteAsync(cancellationToken);
        }
    }

    /// <summary>Stores all that was counted until now, one round after the other.</summary>
    internal Task WriteAsync(CancellationToken cancellationToken)
    {
        lock (_order)
        {
            return _last = AfterAsync(_last, cancellationToken);
        }
    }

    private async Task AfterAsync(Task before, CancellationToken cancellationToken)
    {
        await before.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var (counts, people) = counters.Take();
        foreach (var chunk in counts.Chunk(MostAWrite))
        {
            await TryAsync(db => AddAsync(db, chunk), () => counters.Return(chunk, []));
        }

        foreach (var chunk in people.Chunk(MostAWrite))
        {
            await TryAsync(db => AddAsync(db, chunk), () => counters.Return([], chunk));
        }

        counters.Stored(people);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end; what is left is stored by StopAsync.
        }
    }

    private async Task TryAsync(Func<AuthDbContext, Task> write, Action undo)
    {
        try
        {
            await writes.RunAsync(write);
        }
        catch (Exception exception)
        {
            // A busy or failing database now: the next round has it.
            undo();
            logger.LogWarning(exception, "Usage was not counted this time");
        }
    }

    private static async Task AddAsync(AuthDbContext db, KeyValuePair<CountKey, long>[] counts)
    {
        var ids = counts.Select(c => c.Key.ClientId).Distinct(StringComparer.Ordinal).ToList();
        var existing = await db.Clients.Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToHashSetAsync();
        foreach (var (key, count) in counts.Where(c => existing.Contains(c.Key.ClientId)))
        {
            var known = await db.UsageCounts
                .Where(u => u.ClientId == key.ClientId && u.Hour == key.Hour && u.Kind == key.Kind)
                .ExecuteUpdateAsync(s => s.SetProperty(u => u.Count, u => u.Count + count));
            if (known == 0)
            {
                db.UsageCounts.Add(new UsageCount
                {
                    ClientId = key.ClientId,
                    Hour = key.Hour,
                    Kind = key.Kind,
                    Count = count,
                });
            }
        }
    }

    private static async Task AddAsync(AuthDbContext db, ActiveHour[] people)
    {
        var ids = people.Select(p => p.ClientId).Distinct().ToList();
        var userIds = people.Select(p => p.UserId).Distinct().ToList();
        var clients = await db.Clients.Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToHashSetAsync();
        var users = await db.Users.Where(u => userIds.Contains(u.Id)).Select(u => u.Id).ToHashSetAsync();
        var days = people.Where(p => clients.Contains(p.ClientId) && users.Contains(p.UserId))
            .GroupBy(p => (p.ClientId, p.UserId, p.Day), p => p.Bit);
        foreach (var day in days)
        {
            var (clientId, userId, start) = day.Key;
            var hours = day.Aggregate((all, bit) => all | bit);
            var known = await db.ActivePeople.Where(p => p.ClientId == clientId && p.Day == start && p.UserId == userId)
                .ExecuteUpdateAsync(s => s.SetProperty(p => p.Hours, p => p.Hours | hours));
            if (known == 0)
            {
                db.ActivePeople.Add(new ActivePerson
                {
                    ClientId = clientId,
                    UserId = userId,
                    Day = start,
                    Hours = hours,
                });
            }
        }
    }
}
