using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Certification;

/// <summary>A request object with <c>alg</c> none, OpenID Connect Core §6.1.</summary>
internal static class UnsignedObject
{
    public static string Of(IReadOnlyDictionary<string, string> parameters)
    {
        var claims = new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)))
        {
            ["iss"] = parameters["client_id"],
            ["aud"] = Fixtures.Portal.Issuer,
        };
        return $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{Base64UrlEncoder.Encode(claims.ToJsonString())}.";
    }
}
