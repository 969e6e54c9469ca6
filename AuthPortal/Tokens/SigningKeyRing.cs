using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>
/// The server's signing keys, in memory from the start on: the protocol reads no row for a key. What is published
/// (RFC 7517) never holds a private part.
/// </summary>
public sealed class SigningKeyRing
{
    private volatile IReadOnlyList<RingKey> _keys = [];

    /// <summary>Public parts with <c>kid</c>, <c>use</c> and <c>alg</c>, in the order in which they were made.</summary>
    public IReadOnlyList<JsonWebKey> Published => [.. _keys.Select(key => key.Public)];

    /// <summary>What this server's own signatures are checked with.</summary>
    internal IReadOnlyList<SecurityKey> Verifying => [.. _keys.Select(key => key.Signing.Key)];

    /// <summary>The newest key for <c>ES256</c> or <c>RS256</c>.</summary>
    public SigningCredentials For(string algorithm)
        => _keys.LastOrDefault(key => key.Signing.Algorithm == algorithm)?.Signing
            ?? throw new InvalidOperationException($"The key ring has no key for {algorithm}.");

    internal void Load(IReadOnlyList<RingKey> keys) => _keys = keys;
}

/// <summary>A key that signs and the part of it that everybody may see.</summary>
internal sealed record RingKey(SigningCredentials Signing, JsonWebKey Public);
