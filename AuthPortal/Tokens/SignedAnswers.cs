using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>
/// Answers that their reader can show to others: userinfo (OpenID Connect Core §5.3.2) and introspection (RFC 9701 §5).
/// </summary>
public sealed class SignedAnswers(Issuer issuer, SigningKeyRing keys, TimeProvider clock)
{
    private const string IntrospectionType = "token-introspection+jwt";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The claims themselves, with iss and aud.</summary>
    public string UserInfo(JsonObject claims, string clientId, string algorithm)
    {
        claims["iss"] = issuer.Value;
        claims["aud"] = clientId;
        return Handler.CreateToken(claims.ToJsonString(), keys.For(algorithm));
    }

    /// <summary>
    /// RFC 9701 §5: the members stand inside of <c>token_introspection</c>, and the type differs, so that nobody takes the
    /// answer for an access token (§8.1).
    /// </summary>
    public string Introspection(JsonObject described, string readerId, string? algorithm)
        => Handler.CreateToken(
            new JsonObject
            {
                ["iss"] = issuer.Value,
                ["aud"] = readerId,
                ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
                ["token_introspection"] = described,
            }.ToJsonString(),
            keys.For(algorithm ?? SecurityAlgorithms.EcdsaSha256),
            new Dictionary<string, object>(StringComparer.Ordinal) { ["typ"] = IntrospectionType });
}
