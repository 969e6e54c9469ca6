using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Data;

/// <summary>
/// Group commit: one background writer drains what waits into a single transaction and completes every write after
/// its commit. Each write has a savepoint, so a failing one harms no neighbour. What a write hands over is
/// committed before the caller is answered.
/// </summary>
public sealed class WriteQueue(
    IDbContextFactory<AuthDbContext> contexts,
    WriteTurn turn,
    ILogger<WriteQueue> logger) : BackgroundService
{
    private const int Capacity = 8192;
    private const int LargestBatch = 256;
    private const string Savepoint = "write";

    private readonly Channel<Write> _waiting = Channel.CreateBounded<Write>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>
    /// Runs <paramref name="write"/> in the writer's transaction and returns after the commit. The write may call
    /// SaveChanges and ExecuteUpdate; what it leaves tracked is saved for it.
    /// </summary>
    /// <exception cref="WriteQueueFullException">Too many writes wait already.</exception>
    public async Task<T> RunAsync<T>(Func<AuthDbContext, Task<T>> write, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiting = new Write<T>(write);
        if (!_waiting.Writer.TryWrite(waiting))
        {
            throw new WriteQueueFullException();
        }

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

    /// <summary>Takes no new writes and finishes those that wait.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var batch = new List<Write>(LargestBatch);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            await CommitAsync(batch);
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<Write> batch)
    {
        try
        {
            using var held = await turn.TakeAsync(CancellationToken.None);
            await using var db = await contexts.CreateDbContextAsync();
            db.HasWriteTurn = true;
            try
            {
                await RunBatchAsync(db, batch);
            }
            finally
            {
                db.HasWriteTurn = false;
            }
        }
        catch (Exception exception)
        {
            // The writer must outlive any failure: every caller learns of it, and the next batch is tried.
            logger.LogError(exception, "A batch of {Count} writes was not committed", batch.Count);
            batch.ForEach(write => write.Fail(exception));
            return;
        }

        batch.ForEach(write => write.Complete());
    }

    private static async Task RunBatchAsync(AuthDbContext db, List<Write> batch)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var write in batch)
        {
            await transaction.CreateSavepointAsync(Savepoint);
            try
            {
                await write.RunAsync(db);
                await db.SaveChangesAsync();
                await transaction.ReleaseSavepointAsync(Savepoint);
            }
            catch (Exception exception)
            {
                write.Fail(exception);
                await transaction.RollbackToSavepointAsync(Savepoint);
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }

        await transaction.CommitAsync();
    }

    private abstract class Write
    {
        public abstract Task RunAsync(AuthDbContext db);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<AuthDbContext, Task<T>> work) : Write
    {
        private readonly TaskCompletionSource<T> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;

        public Task<T> Committed => _committed.Task;

        public override async Task RunAsync(AuthDbContext db) => _value = await work(db);

        public override void Complete() => _committed.TrySetResult(_value!);

        public override void Fail(Exception exception) => _committed.TrySetException(exception);
    }
}
