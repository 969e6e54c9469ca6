using System.Collections.Concurrent;
using AuthPortal.Tokens;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// An RSA key takes a tenth of a second to make, and there are many portals: the first of each algorithm comes from a
/// few that all share, one portal's never the next one's. Those after it are new.
/// </summary>
internal sealed class PooledKeys : KeyMaker
{
    private const int Size = 6;

    private static readonly ConcurrentDictionary<(string Algorithm, int Place), Lazy<byte[]>> Pool = new();
    private static int _next;

    private readonly int _place = Interlocked.Increment(ref _next) % Size;
    private readonly ConcurrentDictionary<string, bool> _given = new(StringComparer.Ordinal);

    public override byte[] Create(string algorithm)
        => _given.TryAdd(algorithm, true)
            ? [.. Pool.GetOrAdd((algorithm, _place), key => new Lazy<byte[]>(() => base.Create(key.Algorithm))).Value]
            : base.Create(algorithm);
}
