using System.Text.Json;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace AuthPortal.Tests.Journeys;

/// <summary>An app of somebody else on a port of its own, with one page that people come back to.</summary>
public sealed class RelyingParty : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly string _issuer;
    private readonly string _verifier = Secrets.Generate();

    private RelyingParty(WebApplication app, string issuer)
    {
        _app = app;
        _issuer = issuer;
    }

    public string Callback => Address + "/callback";

    public string Address
        => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<RelyingParty> StartAsync(string issuer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/callback", () => Results.Content("<title>Back</title><h1>Back at the app</h1>", "text/html"));
        await app.StartAsync();
        return new RelyingParty(app, issuer);
    }

    public string Authorize(string clientId, string scope, string state = "the-state", string? prompt = null)
        => QueryHelpers.AddQueryString(_issuer + "/authorize", new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = clientId,
            ["redirect_uri"] = Callback,
            ["response_type"] = "code",
            ["scope"] = scope,
            ["state"] = state,
            ["nonce"] = "n",
            ["prompt"] = prompt,
            ["code_challenge"] = Pkce.Challenge(_verifier),
            ["code_challenge_method"] = "S256",
        });

    /// <summary>What the portal answered, as it stands in the browser's address.</summary>
    public static Dictionary<string, string> Answer(string address)
        => QueryHelpers.ParseQuery(new Uri(address).Query)
            .ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);

    public Task<JsonElement> RedeemAsync(string clientId, string secret, string code) => TokenAsync(clientId, secret,
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback), ("code_verifier", _verifier));

    public Task<JsonElement> RefreshAsync(string clientId, string secret, string refreshToken)
        => TokenAsync(clientId, secret, ("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    public Task<JsonElement> IntrospectAsync(string clientId, string secret, string token)
        => PostAsync("/introspect", clientId, secret, ("token", token));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private Task<JsonElement> TokenAsync(string clientId, string secret, params (string, string)[] fields)
        => PostAsync("/token", clientId, secret, fields);

    private async Task<JsonElement> PostAsync(string path, string clientId, string secret, params (string, string)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _issuer + path);
        request.Headers.Authorization = Tokens.AppScene.Basic(clientId, secret);
        request.Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        using var answer = await _http.SendAsync(request);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
