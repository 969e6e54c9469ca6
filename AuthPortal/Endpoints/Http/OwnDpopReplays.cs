using System.Buffers.Binary;
using System.Collections.Concurrent;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Of the only node: in memory, in two generations that take turns, so that forgetting costs nothing. It is bounded; when
/// it is full no proof is accepted rather than one twice.
/// </summary>
internal sealed class OwnDpopReplays(TimeProvider clock) : IDpopReplays
{
    private const int Most = 1_000_000;

    private readonly Lock _turn = new();
    private ConcurrentDictionary<UInt128, byte> _current = new();
    private ConcurrentDictionary<UInt128, byte> _previous = new();
    private DateTimeOffset _since = clock.GetUtcNow();

    public ValueTask<bool> TakeAsync(
        string thumbprint,
        string tokenId,
        TimeSpan life,
        CancellationToken cancellationToken)
    {
        Turn(life);
        var key = BinaryPrimitives.ReadUInt128BigEndian(Secrets.Hash($"{thumbprint}\n{tokenId}"));
        return ValueTask.FromResult(
            _current.Count < Most && !_previous.ContainsKey(key) && _current.TryAdd(key, 0));
    }

    private void Turn(TimeSpan life)
    {
        var now = clock.GetUtcNow();
        if (now - _since < life)
        {
            return;
        }

        lock (_turn)
        {
            if (now - _since >= life)
            {
                _previous = now - _since < 2 * life ? _current : new ConcurrentDictionary<UInt128, byte>();
                _current = new ConcurrentDictionary<UInt128, byte>();
                _since = now;
            }
        }
    }
}
