using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AuthPortal.Data;

/// <summary>
/// SQLite has one writer. Whoever saves outside the write queue (Identity's stores) waits here for its turn, so that
/// nobody meets "database is locked" while tokens are being issued.
/// </summary>
public sealed class WriteTurn : SaveChangesInterceptor, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn; dispose what comes back to give it on.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Held(_turn);
    }

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        if (NeedsTurn(eventData))
        {
            await _turn.WaitAsync(cancellationToken);
        }

        return result;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default)
    {
        Release(eventData);
        return ValueTask.FromResult(result);
    }

    public override Task SaveChangesFailedAsync(
        DbContextErrorEventData eventData,
        CancellationToken cancellationToken = default)
    {
        Release(eventData);
        return Task.CompletedTask;
    }

    public override Task SaveChangesCanceledAsync(
        DbContextEventData eventData,
        CancellationToken cancellationToken = default)
    {
        Release(eventData);
        return Task.CompletedTask;
    }

    public void Dispose() => _turn.Dispose();

    private static bool NeedsTurn(DbContextEventData data)
        => data.Context is AuthDbContext { HasWriteTurn: false };

    private void Release(DbContextEventData data)
    {
        if (NeedsTurn(data))
        {
            _turn.Release();
        }
    }

    private sealed class Held(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
