using System.Collections.Concurrent;
using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>Checks tokens that this server signed: issuer, key, algorithm and type (RFC 8725 §3.1, §3.11).</summary>
public sealed class OwnSignature(Issuer issuer, SigningKeyRing keys, TimeProvider clock, CacheMetrics metrics)
{
    /// <summary>Some megabytes; resource servers ask for the same tokens again and again.</summary>
    private const int MostKept = 2048;

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private volatile Checked _checked = new([]);

    /// <summary>Null for anything else than an unexpired access token of this server.</summary>
    /// <remarks>
    /// A signature stays good as long as the keys are the same, so it is checked once; the time is asked each time, and
    /// whether the token was revoked is the caller's question.
    /// </remarks>
    internal JsonWebToken? AccessToken(string token)
    {
        var known = Current();
        var hash = Convert.ToBase64String(Secrets.Hash(token));
        var isKnown = known.Tokens.TryGetValue(hash, out var jwt);
        metrics.Asked("signatures", isKnown);
        if (isKnown && jwt is not null)
        {
            return jwt.ValidTo > clock.GetUtcNow().UtcDateTime ? jwt : null;
        }

        jwt = Check(token, TokenTypes.AccessToken, KeyMaterial.Algorithms, mayBeExpired: false);
        if (jwt is not null)
        {
            if (known.Tokens.Count >= MostKept)
            {
                known.Tokens.Clear();
            }

            known.Tokens[hash] = jwt;
        }

        return jwt;
    }

    /// <summary>Null for anything else than an ID token of this server; it may have expired.</summary>
    internal JsonWebToken? IdToken(string token)
        => Check(
            token,
            TokenTypes.IdToken,
            KeyMaterial.Algorithms,
            mayBeExpired: true);

    /// <summary>Other keys, other judgements: a key that was replaced in an emergency signs for nothing any more.</summary>
    private Checked Current()
    {
        var known = _checked;
        var now = keys.Verifying;
        return ReferenceEquals(known.Keys, now) ? known : _checked = new Checked(now);
    }

    private JsonWebToken? Check(string token, string type, IEnumerable<string> algorithms, bool mayBeExpired)
    {
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Value,
#pragma warning disable CA5404 // The server reads its own tokens for any audience; what they are good for is asked later.
            ValidateAudience = false,
#pragma warning restore CA5404
            IssuerSigningKeys = keys.Verifying,
            ValidAlgorithms = algorithms,
            ValidTypes = [type],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (_, expires, _, _) => mayBeExpired || expires > clock.GetUtcNow().UtcDateTime,
        };

        // With keys at hand nothing is awaited inside, so the task has ended when it comes back.
        var checking = Handler.ValidateTokenAsync(token, parameters);
        return checking.IsCompletedSuccessfully && checking.Result is { IsValid: true, SecurityToken: JsonWebToken jwt }
            ? jwt
            : null;
    }

    /// <summary>Tokens by hash, so that what can be used is not kept for this; good under these keys alone.</summary>
    private sealed record Checked(IReadOnlyList<SecurityKey> Keys)
    {
        public ConcurrentDictionary<string, JsonWebToken> Tokens { get; } = new(StringComparer.Ordinal);
    }
}
