using AuthPortal.Data.Postgres;

namespace AuthPortal.Interactions;

/// <summary>
/// So many attempts of one kind by one party in a span of time. In memory and forgotten at a restart, which gives an
/// attacker nothing that waiting would not.
/// </summary>
/// <param name="most">So many by one party make it wait</param>
/// <param name="span">until this after the first.</param>
/// <param name="clock">The time.</param>
/// <param name="shared">Where nodes add up what each has counted; null where each goes by its own.</param>
/// <param name="kind">What is attempted, there.</param>
public sealed class AttemptLimit(
    int most,
    TimeSpan span,
    TimeProvider clock,
    SharedFailures? shared = null,
    string kind = "")
{
    private const int MostParties = 10_000;

    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>How long this party has to wait; null when it may go on.</summary>
    public TimeSpan? WaitOf(string party)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            return _windows.TryGetValue(party, out var window) && window.Ends > now && window.Count >= most
                ? window.Ends - now
                : shared?.WaitOf(kind, party);
        }
    }

    /// <summary>Counts one attempt; the span begins with a party's first.</summary>
    public void Count(string party)
    {
        shared?.Count(kind, party, most, span);
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_windows.TryGetValue(party, out var window) && window.Ends > now)
            {
                _windows[party] = window with { Count = window.Count + 1 };
                return;
            }

            if (_windows.Count >= MostParties)
            {
                Forget(now);
            }

            _windows[party] = new Window(1, now + span);
        }
    }

    /// <summary>Those that are over; when all are alive, the ones that end first.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var party in _windows.OrderBy(w => w.Value.Ends)
            .TakeWhile((w, i) => w.Value.Ends <= now || i < MostParties / 10).Select(w => w.Key).ToList())
        {
            _windows.Remove(party);
        }
    }

    private sealed record Window(int Count, DateTimeOffset Ends);
}
