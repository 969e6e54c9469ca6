using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>
/// The server's signing keys, in memory from the start on: the protocol reads no row for a key. What is published
/// (RFC 7517) never holds a private part.
/// </summary>
public sealed class SigningKeyRing(TimeProvider clock)
{
    private volatile IReadOnlyList<RingKey> _keys = [];
    private volatile IReadOnlyList<JsonWebKey> _published = [];

    /// <summary>
    /// Public parts with <c>kid</c>, <c>use</c> and <c>alg</c>, in the order in which they were made: those that sign,
    /// those that will, and those whose tokens may live. Another list when the keys have changed.
    /// </summary>
    public IReadOnlyList<JsonWebKey> Published => _published;

    /// <summary>What this server signs with.</summary>
    public IReadOnlyList<string> Algorithms => KeyMaterial.Algorithms;

    /// <summary>What this server's own signatures are checked with.</summary>
    internal IReadOnlyList<SecurityKey> Verifying { get; private set; } = [];

    internal IReadOnlyList<RingKey> Keys => _keys;

    /// <summary>The key that signs now with <c>ES256</c>, <c>RS256</c> or <c>PS256</c>.</summary>
    public SigningCredentials For(string algorithm)
    {
        var now = clock.GetUtcNow();
        var keys = _keys;
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            if (keys[i].Signing.Algorithm == algorithm && keys[i].ActiveFrom <= now && !(keys[i].RetiredAt <= now))
            {
                return keys[i].Signing;
            }
        }

        // A clock that was set back before the first key: better signed than stopped.
        return keys.FirstOrDefault(key => key.Signing.Algorithm == algorithm)?.Signing
            ?? throw new InvalidOperationException($"The key ring has no key for {algorithm}.");
    }

    /// <param name="keys">In the order in which they become active.</param>
    internal void Load(IReadOnlyList<RingKey> keys)
    {
        Verifying = [.. keys.Select(key => key.Signing.Key)];
        _keys = keys;
        _published = [.. keys.Select(key => key.Public)];
    }
}

/// <summary>A key that signs from a time on, and the part of it that everybody may see.</summary>
internal sealed record RingKey(SigningCredentials Signing, JsonWebKey Public)
{
    public DateTimeOffset ActiveFrom { get; init; }

    public DateTimeOffset? RetiredAt { get; init; }
}
