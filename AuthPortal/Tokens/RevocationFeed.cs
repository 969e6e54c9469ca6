using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>
/// What was revoked and has not expired, in memory: read from the rows that the database's triggers write, four times
/// a second, so that readers of the feed cost no query and learn of other nodes' revocations too.
/// </summary>
public sealed class RevocationFeed(
    IDbContextFactory<AuthDbContext> contexts,
    TimeProvider clock,
    ILogger<RevocationFeed> logger) : BackgroundService
{
    private const int BatchSize = 5000;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private IReadOnlyList<Revocation> _known = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The newest entry; 0 when there is none yet.</summary>
    public long Last { get; private set; }

    /// <summary>
    /// The entries after <paramref name="seen"/>; all when the reader has seen what this server never had, as after a
    /// restore.
    /// </summary>
    public RevocationPage Since(long seen)
    {
        lock (_gate)
        {
            var from = seen > Last || seen < 0 ? 0 : seen;
            var now = clock.GetUtcNow();
            return new RevocationPage(from, Last, [.. _known.Where(r => r.Id > from && r.ExpiresAt > now)]);
        }
    }

    /// <summary>Ends when there is something after <paramref name="seen"/>.</summary>
    public Task ChangedAsync(long seen, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Last > seen ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await FollowAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Period, clock, stoppingToken);
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "The revocations could not be read this time");
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (await ReadAsync(db, cancellationToken) == BatchSize)
        {
            // Far behind, as at the start: on with the next.
        }
    }

    private async Task<int> ReadAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        var rows = await db.Revocations.AsNoTracking().Where(r => r.Id > Last).OrderBy(r => r.Id).Take(BatchSize)
            .ToListAsync(cancellationToken);
        if (rows.Count > 0)
        {
            Add(rows);
        }

        return rows.Count;
    }

    private void Add(List<Revocation> rows)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _known = [.. _known.Concat(rows).Where(r => r.ExpiresAt > now)];
            Last = rows[^1].Id;
            var changed = _changed;
            _changed = NewSignal();
            changed.SetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The entries after one and up to another.</summary>
public sealed record RevocationPage(long From, long To, IReadOnlyList<Revocation> Entries);
