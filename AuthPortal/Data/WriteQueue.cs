using AuthPortal.Data.Postgres;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Data;

/// <summary>
/// Group commit: one thread drains what waits into a single transaction and completes every write after its commit. Each
/// write has a savepoint, so a failing one harms no neighbour. What a write hands over is committed before the caller is
/// answered. PostgreSQL does this itself: there each write runs at once, and may run again.
/// </summary>
public sealed class WriteQueue(
    IDbContextFactory<AuthDbContext> contexts,
    WriteTurn turn,
    DatabasePresence presence,
    WriteMetrics metrics,
    ILogger<WriteQueue> logger,
    PostgresWrites? server = null) : IHostedService
{
    internal const int Capacity = 8192;
    private const int LargestBatch = 256;

    private readonly WaitingWrites _waiting = new(Capacity);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    /// <summary>
    /// Runs <paramref name="write"/> in the writer's transaction and returns after the commit. The write may call
    /// SaveChanges, ExecuteUpdate and prepared statements; what it leaves tracked is saved for it. It holds the one
    /// writer: it waits for nothing but the database.
    /// </summary>
    /// <exception cref="WriteQueueFullException">Too many writes wait already, or the server is stopping.</exception>
    public async Task<T> RunAsync<T>(Func<AuthDbContext, Task<T>> write, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (server is not null)
        {
            using var own = PortalTelemetry.Step("write");
            return await server.RunAsync(write, cancellationToken);
        }

        var waiting = new Write<T>(write);
        if (!_waiting.TryAdd(waiting))
        {
            metrics.Refused();
            throw new WriteQueueFullException();
        }

        using var step = PortalTelemetry.Step("write");
        return await waiting.Committed;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<AuthDbContext, Task> write, CancellationToken cancellationToken = default)
        => RunAsync(
            async db =>
            {
                await write(db);
                return true;
            },
            cancellationToken);

    /// <summary>A thread of its own: neither a busy pool keeps the writer from its work, nor it the pool from its.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (server is null && Interlocked.Exchange(ref _started, 1) == 0)
        {
            metrics.Observe(_waiting);
            new Thread(Drain) { Name = "AuthPortal writer", IsBackground = true }.Start();
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes no new writes and finishes those that wait.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Close();
        return _started == 0 ? Task.CompletedTask : _ended.Task.WaitAsync(cancellationToken);
    }

    private void Drain()
    {
        using var writer = new BatchWriter(contexts, presence);
        var batch = new List<Write>(LargestBatch);
        while (_waiting.TakeInto(batch, LargestBatch))
        {
            metrics.Began(batch);
            Commit(writer, batch);
            batch.Clear();
        }

        _ended.SetResult();
    }

    private void Commit(BatchWriter writer, List<Write> batch)
    {
        try
        {
            using var held = turn.Take();
            writer.Commit(batch);
        }
        catch (Exception exception)
        {
            // The writer must outlive any failure: every caller learns of it, and the next batch is tried.
            logger.LogError(
                exception,
                "A batch of {Count} writes was not committed: {Cause}",
                batch.Count,
                StorageOutage.Of(exception).Message);
            writer.Reset();
            batch.ForEach(write => write.Fail(exception));
            return;
        }

        batch.ForEach(write => write.Complete());
    }
}
