using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Discovery;

/// <summary>Signs with an algorithm, whatever that needs: a key pair, a secret, or nothing.</summary>
internal sealed class AnySigner(string algorithm, string secret) : IDisposable
{
    private readonly ClientSigner? _key = algorithm[0] is 'E' or 'P' or 'R' ? new ClientSigner(algorithm) : null;

    /// <summary>Null where it needs no key pair.</summary>
    public JsonElement? Jwks => _key?.Jwks;

    /// <summary>The way to prove a client that fits it.</summary>
    public string Method => algorithm[0] == 'H' ? "client_secret_jwt" : "private_key_jwt";

    public static string Hmac(string algorithm, string secret, JsonObject claims)
        => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            claims.ToJsonString(),
            new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), algorithm));

    public string Sign(JsonObject claims) => _key is not null ? _key.Sign(claims)
        : algorithm == "none"
            ? $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{Base64UrlEncoder.Encode(claims.ToJsonString())}."
            : Hmac(algorithm, secret, claims);

    public void Dispose() => _key?.Dispose();
}
