using System.Collections.Concurrent;
using AuthPortal.Clients.Remote;

namespace AuthPortal.Clients;

/// <summary>
/// The pictures of apps (logo_uri, RFC 7591 §2), fetched by the server through its guard, so that no app learns from a
/// picture who is looking at it. Only pictures pass; they are kept by the rules of HTTP, some megabytes of them at most.
/// </summary>
public sealed class Logos(OutboundHttp http, TimeProvider clock)
{
    internal const int Largest = 128 * 1024;

    private const int MostKept = 200;
    private const int MostAtOnce = 16;

    private readonly RemoteDocuments _documents = new(http, clock, MostKept);
    private readonly ConcurrentDictionary<string, Lazy<Task<Logo?>>> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _shown = new(StringComparer.Ordinal);
    private int _asking;

    /// <summary>
    /// Null when there is none at this address that can be shown. Many who look at once make one request, and no flood of
    /// requests here becomes one elsewhere.
    /// </summary>
    public Task<Logo?> FindAsync(string uri, CancellationToken cancellationToken)
        => _underWay.GetOrAdd(uri, asked => new Lazy<Task<Logo?>>(() => FetchAsync(asked))).Value
            .WaitAsync(cancellationToken);

    /// <summary>True when it was there the last time: a page can count on it.</summary>
    public bool IsKnown(string uri) => _shown.ContainsKey(uri);

    private async Task<Logo?> FetchAsync(string uri)
    {
        try
        {
            if (Interlocked.Increment(ref _asking) > MostAtOnce)
            {
                return null;
            }

            var answer = await _documents.GetAsync(uri, Largest, fresh: false, CancellationToken.None);
            var logo = answer is RemoteAnswer.Received received && RasterImage.TypeOf(received.Body) is { } type
                ? new Logo(received.Body, type)
                : null;
            Remember(uri, logo is not null);
            return logo;
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
            _underWay.TryRemove(uri, out _);
        }
    }

    private void Remember(string uri, bool there)
    {
        if (!there)
        {
            _shown.TryRemove(uri, out _);
            return;
        }

        if (_shown.Count >= MostKept)
        {
            _shown.Clear();
        }

        _shown[uri] = true;
    }
}

/// <summary>A picture, and what it is by its own octets.</summary>
public sealed record Logo(byte[] Octets, string MediaType);
