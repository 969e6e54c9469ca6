using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>Checks tokens that this server signed: issuer, key, algorithm and type (RFC 8725 §3.1, §3.11).</summary>
public sealed class OwnSignature(Issuer issuer, SigningKeyRing keys, TimeProvider clock)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <summary>Null for anything else than an unexpired access token of this server.</summary>
    internal JsonWebToken? AccessToken(string token)
        => Check(
            token,
            TokenTypes.AccessToken,
            KeyMaterial.Algorithms,
            mayBeExpired: false);

    /// <summary>Null for anything else than an ID token of this server; it may have expired.</summary>
    internal JsonWebToken? IdToken(string token)
        => Check(
            token,
            TokenTypes.IdToken,
            KeyMaterial.Algorithms,
            mayBeExpired: true);

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
}
