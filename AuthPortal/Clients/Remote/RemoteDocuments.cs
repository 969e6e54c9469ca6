using System.Collections.Concurrent;

namespace AuthPortal.Clients.Remote;

/// <summary>
/// Documents of other servers, kept by the rules of HTTP within bounds (RFC 9111 §4.2), so that a request of ours
/// rarely waits for theirs. Failures are kept shortly: a server that is down is not asked by every request.
/// </summary>
public sealed class RemoteDocuments(OutboundHttp http, TimeProvider clock, int mostKept = 1000)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Standard = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <param name="url">Where it lies.</param>
    /// <param name="mostOctets">A larger one is a failure.</param>
    /// <param name="fresh">True asks again, unless that was done within the last minute.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RemoteAnswer> GetAsync(
        string url,
        int mostOctets,
        bool fresh,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_kept.TryGetValue(url, out var known) && now >= known.At && now < (fresh ? known.At + Shortest : known.Until))
        {
            return known.Answer;
        }

        var answer = await http.GetAsync(url, mostOctets, cancellationToken);

        // A failure does not displace what is still good: the last known keys serve while their server is away.
        if (answer is RemoteAnswer.Failed && known is { Answer: RemoteAnswer.Received } && now < known.At + Longest)
        {
            _kept[url] = known with { Until = now + AfterFailure };
            return known.Answer;
        }

        if (_kept.Count >= mostKept)
        {
            Forget(now);
        }

        _kept[url] = new Kept(answer, now, now + LifetimeOf(answer));
        return answer;
    }

    /// <summary>The next call asks again.</summary>
    public void Forget(string url) => _kept.TryRemove(url, out _);

    private static TimeSpan LifetimeOf(RemoteAnswer answer)
    {
        if (answer is not RemoteAnswer.Received received)
        {
            return AfterFailure;
        }

        var wished = received.MaxAge ?? Standard;
        return wished < Shortest ? Shortest : wished > Longest ? Longest : wished;
    }

    /// <summary>What has gone stale; if nothing has, everything: a flood of addresses must not fill the memory.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var (url, _) in _kept.Where(entry => entry.Value.Until <= now))
        {
            _kept.TryRemove(url, out _);
        }

        if (_kept.Count >= mostKept)
        {
            _kept.Clear();
        }
    }

    private sealed record Kept(RemoteAnswer Answer, DateTimeOffset At, DateTimeOffset Until);
}
