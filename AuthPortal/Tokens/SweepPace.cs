namespace AuthPortal.Tokens;

/// <summary>
/// How many rows go at once: as many as take a few milliseconds here and now. It starts with few, because nobody knows
/// what hangs on a row, and it shrinks faster than it grows.
/// </summary>
internal sealed class SweepPace(TimeProvider clock)
{
    internal const int First = 16;
    internal const int Most = 1000;

    /// <summary>A quarter of what a writer may be held: the disk may be slower the next time.</summary>
    private static readonly TimeSpan Aim = TimeSpan.FromMilliseconds(5);

    public int Next { get; private set; } = First;

    /// <summary>Runs one step inside its write; true while there may be more.</summary>
    public async Task<bool> StepAsync(Func<int, Task<int>> sweep)
    {
        var most = Next;
        var began = clock.GetTimestamp();
        var swept = await sweep(most);
        Took(clock.GetElapsedTime(began));
        return swept == most;
    }

    internal void Took(TimeSpan time)
        => Next = time > Aim ? Math.Max(1, Next / 4) : time < Aim / 4 ? Math.Min(Most, Next * 2) : Next;
}
