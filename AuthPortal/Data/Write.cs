using System.Diagnostics;

namespace AuthPortal.Data;

/// <summary>One caller's write, on its way through the queue.</summary>
internal abstract class Write
{
    /// <summary>When it began to wait.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    public abstract Task RunAsync(AuthDbContext db);

    /// <summary>After the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

internal sealed class Write<T>(Func<AuthDbContext, Task<T>> work) : Write
{
    private readonly TaskCompletionSource<T> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;

    public Task<T> Committed => _committed.Task;

    public override async Task RunAsync(AuthDbContext db) => _value = await work(db);

    public override void Complete() => _committed.TrySetResult(_value!);

    public override void Fail(Exception exception) => _committed.TrySetException(StorageOutage.Of(exception));
}
