using System.Collections.Concurrent;
using AuthPortal.Protocol;

namespace AuthPortal.Activity;

/// <summary>
/// Counts what apps do, in memory, at the price of a dictionary's entry: <see cref="UsageWriter"/> stores it every few
/// seconds. After a crash those seconds are missing; nothing is ever counted that did not happen.
/// </summary>
public sealed class UsageCounters(TimeProvider clock)
{
    /// <summary>Beyond it people of this day are looked up once more than needed, and memory stays.</summary>
    private const int MostRemembered = 100_000;

    private static readonly HashSet<string> BeginSignIn = new(
        [GrantTypeName.AuthorizationCode, GrantTypeName.DeviceCode, GrantTypeName.Implicit, GrantTypeName.Password],
        StringComparer.Ordinal);

    private readonly ConcurrentDictionary<CountKey, Counter> _counts = new();
    private readonly ConcurrentDictionary<ActiveHour, bool> _people = new();
    private readonly ConcurrentDictionary<ActiveHour, bool> _stored = new();

    /// <summary>Tokens were issued.</summary>
    /// <param name="clientId">To whom.</param>
    /// <param name="grantType">By which grant.</param>
    /// <param name="userId">For whom; null when the app acts for itself.</param>
    public void Issued(string clientId, string grantType, string? userId)
    {
        var hour = ThisHour();
        Add(new CountKey(clientId, hour, UsageKind.Token(grantType)), 1);
        if (userId is null)
        {
            return;
        }

        if (BeginSignIn.Contains(grantType))
        {
            Add(new CountKey(clientId, hour, UsageKind.SignIn), 1);
        }

        var active = new ActiveHour(clientId, userId, hour);
        if (!_stored.ContainsKey(active))
        {
            _people.TryAdd(active, true);
        }
    }

    /// <summary>A request of the app was refused.</summary>
    public void Failed(string clientId, ErrorReason reason)
        => Add(new CountKey(clientId, ThisHour(), UsageKind.Error(reason)), 1);

    /// <summary>Hands over what was counted since the last time.</summary>
    internal (IReadOnlyDictionary<CountKey, long> Counts, IReadOnlyCollection<ActiveHour> People) Take()
    {
        var counts = new Dictionary<CountKey, long>();
        var past = ThisHour().AddHours(-1);
        foreach (var (key, counter) in _counts)
        {
            if (counter.Take() is > 0 and var count)
            {
                counts[key] = count;
            }
            else if (key.Hour < past)
            {
                // Nobody counts in an hour that ended an hour ago.
                _counts.TryRemove(key, out _);
            }
        }

        List<ActiveHour> people = [.. _people.Keys.Where(active => _people.TryRemove(active, out _))];
        return (counts, people);
    }

    /// <summary>What could not be stored counts again.</summary>
    internal void Return(IEnumerable<KeyValuePair<CountKey, long>> counts, IEnumerable<ActiveHour> people)
    {
        foreach (var (key, count) in counts)
        {
            Add(key, count);
        }

        foreach (var active in people)
        {
            _people.TryAdd(active, true);
        }
    }

    /// <summary>These need not be stored again within their hour.</summary>
    internal void Stored(IEnumerable<ActiveHour> people)
    {
        var hour = ThisHour();
        foreach (var old in _stored.Keys.Where(a => a.Hour != hour || _stored.Count > MostRemembered))
        {
            _stored.TryRemove(old, out _);
        }

        foreach (var active in people.Where(a => a.Hour == hour).Take(MostRemembered))
        {
            _stored.TryAdd(active, true);
        }
    }

    private void Add(CountKey key, long count)
        => _counts.GetOrAdd(key, static _ => new Counter()).Add(count);

    private DateTimeOffset ThisHour()
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
    }

    private sealed class Counter
    {
        private long _count;

        public void Add(long more) => Interlocked.Add(ref _count, more);

        public long Take() => Interlocked.Exchange(ref _count, 0);
    }
}

/// <summary>What is counted together.</summary>
internal readonly record struct CountKey(string ClientId, DateTimeOffset Hour, string Kind);

/// <summary>A person used an app within an hour.</summary>
internal readonly record struct ActiveHour(string ClientId, string UserId, DateTimeOffset Hour)
{
    public DateTimeOffset Day => new(Hour.UtcDateTime.Date, TimeSpan.Zero);

    public int Bit => 1 << Hour.UtcDateTime.Hour;
}
