using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>An app that proves its key with each request, and can do each part of it wrong.</summary>
internal sealed class DpopClient(AppScene app, string algorithm = "ES256") : IDisposable
{
    public ClientSigner Key { get; } = new(algorithm);

    public void Dispose() => Key.Dispose();

    /// <summary>A proof; the change may spoil it.</summary>
    public string Proof(
        string method,
        string url,
        string? accessToken = null,
        Action<JsonObject>? change = null,
        string type = "dpop+jwt",
        JsonObject? jwk = null)
    {
        var claims = new JsonObject
        {
            ["jti"] = Secrets.Generate(),
            ["htm"] = method,
            ["htu"] = url,
            ["iat"] = app.Portal.Clock.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (accessToken is not null)
        {
            claims["ath"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        }

        change?.Invoke(claims);
        var open = (jwk ?? Key.Jwk).ToDictionary(m => m.Key, m => (object)m.Value!.ToString(), StringComparer.Ordinal);
        return Key.Sign(claims, type, ("jwk", open));
    }

    public Task<Answer> RedeemAsync(string code, string? proof) => TokenAsync(
        proof,
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", AppScene.Redirect),
        ("code_verifier", AppScene.Verifier));

    public Task<Answer> RefreshAsync(string token, string? proof) => TokenAsync(
        proof, ("grant_type", "refresh_token"), ("refresh_token", token));

    public string TokenProof(Action<JsonObject>? change = null)
        => Proof("POST", Portal.Issuer + "/token", change: change);

    public async Task<Answer> TokenAsync(string? proof, params (string Name, string Value)[] form)
    {
        var fields = form.Select(f => KeyValuePair.Create(f.Name, f.Value)).ToList();
        if (app.Secret is null)
        {
            fields.Add(KeyValuePair.Create("client_id", app.ClientId));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Authorization = app.Secret is null ? null : AppScene.Basic(app.ClientId, app.Secret);
        return await SendAsync(request, proof);
    }

    public Task<Answer> UserInfoAsync(string token, string? proof, string scheme = "DPoP")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/userinfo");
        request.Headers.Authorization = new(scheme, token);
        return SendAsync(request, proof);
    }

    public string UserInfoProof(string token, Action<JsonObject>? change = null)
        => Proof("GET", Portal.Issuer + "/userinfo", token, change);

    private async Task<Answer> SendAsync(HttpRequestMessage request, string? proof)
    {
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await Answer.OfAsync(await app.Http.SendAsync(request));
    }
}
