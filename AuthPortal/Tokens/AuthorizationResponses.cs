using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>Signs an authorization response as a whole, JARM §2.1, so that nothing in it can be swapped or replayed.</summary>
public sealed class AuthorizationResponses(Issuer issuer, SigningKeyRing keys, TimeProvider clock)
{
    /// <summary>§2.1 recommends ten minutes at most.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The value of the <c>response</c> parameter.</summary>
    public string Sign(string clientId, string? algorithm, IReadOnlyList<(string Name, string Value)> fields)
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer.Value,
            ["aud"] = clientId,
            ["exp"] = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in fields)
        {
            claims[name] = value;
        }

        return Handler.CreateToken(claims.ToJsonString(), keys.For(algorithm ?? SecurityAlgorithms.EcdsaSha256));
    }
}
