using System.Buffers.Binary;
using System.Collections.Concurrent;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// The proofs that were used within their life, RFC 9449 §11.1, in memory: two generations that take turns, so that
/// forgetting costs nothing. It is bounded; when it is full no proof is accepted rather than one twice. Each node
/// remembers its own: what a proof of another node could gain here is bound to a code, a refresh token or an access
/// token that is single-use or needs the key again.
/// </summary>
public sealed class DpopReplays(TimeProvider clock)
{
    private const int Most = 1_000_000;

    private readonly Lock _turn = new();
    private ConcurrentDictionary<UInt128, byte> _current = new();
    private ConcurrentDictionary<UInt128, byte> _previous = new();
    private DateTimeOffset _since = clock.GetUtcNow();

    /// <summary>True for the one caller that brings the proof first.</summary>
    /// <param name="thumbprint">The key's.</param>
    /// <param name="tokenId">The proof's jti.</param>
    /// <param name="life">Longer than any proof can be accepted.</param>
    public bool Take(string thumbprint, string tokenId, TimeSpan life)
    {
        Turn(life);
        var key = BinaryPrimitives.ReadUInt128BigEndian(Secrets.Hash($"{thumbprint}\n{tokenId}"));
        return _current.Count < Most && !_previous.ContainsKey(key) && _current.TryAdd(key, 0);
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
