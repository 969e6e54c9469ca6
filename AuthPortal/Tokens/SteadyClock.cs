namespace AuthPortal.Tokens;

/// <summary>
/// Whether the wall clock can be believed for what can't be undone. A clock that has just jumped may jump back, and what
/// was deleted as expired by then would be missed: so it has to run evenly for an hour first.
/// </summary>
internal sealed class SteadyClock(TimeProvider clock)
{
    internal static readonly TimeSpan Proof = TimeSpan.FromHours(1);

    /// <summary>What a clock that is set little by little may differ between two looks.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private DateTimeOffset _wall = clock.GetUtcNow();
    private long _stamp = clock.GetTimestamp();
    private TimeSpan _steady = Proof;

    /// <summary>Looks at the clock; to be called now and then.</summary>
    public bool IsBelieved()
    {
        var passed = clock.GetElapsedTime(_stamp);
        var now = clock.GetUtcNow();
        var off = now - _wall - passed;
        (_wall, _stamp) = (now, clock.GetTimestamp());
        _steady = off.Duration() > Tolerance ? TimeSpan.Zero : _steady + passed;
        return _steady >= Proof;
    }
}
