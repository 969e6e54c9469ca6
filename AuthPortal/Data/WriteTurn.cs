namespace AuthPortal.Data;

/// <summary>
/// SQLite has one writer. The write queue holds the turn for a batch, and every other save waits here for its own,
/// so that nobody meets "database is locked" while tokens are being issued. On a server only what must happen once at a
/// start takes turns.
/// </summary>
public abstract class WriteTurn
{
    /// <summary>Waits for the turn; dispose what comes back to give it on.</summary>
    public abstract Task<IDisposable> TakeAsync(CancellationToken cancellationToken);

    /// <summary>The same, for the writer's own thread.</summary>
    internal abstract IDisposable Take();
}

/// <summary>In this process, which is the only one that writes the file.</summary>
internal sealed class SqliteTurn : WriteTurn, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public override async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Held(_turn);
    }

    internal override IDisposable Take()
    {
        _turn.Wait();
        return new Held(_turn);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Held(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
