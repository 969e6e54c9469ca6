using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tokens;

/// <summary>Logout tokens, OpenID Connect Back-Channel Logout §2.4. Their type keeps them from being ID tokens.</summary>
public sealed class LogoutTokens(Issuer issuer, SigningKeyRing keys, TimeProvider clock)
{
    private const string Type = "logout+jwt";
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>§4: at most two minutes.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Create(string clientId, string subject, string? sessionId, string algorithm)
    {
        var now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = issuer.Value,
            ["sub"] = subject,
            ["aud"] = clientId,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
            ["jti"] = Secrets.Generate(),
            ["events"] = new JsonObject { [Event] = new JsonObject() },
        };
        if (sessionId is not null)
        {
            claims["sid"] = sessionId;
        }

        return Handler.CreateToken(
            claims.ToJsonString(),
            keys.For(algorithm),
            new Dictionary<string, object>(StringComparer.Ordinal) { ["typ"] = Type });
    }
}
