using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Certification;

/// <summary>
/// A client of the FAPI 2.0 profile that does everything right until a test makes it do one thing wrong: it pushes its
/// requests, proves itself by private_key_jwt and its tokens by DPoP.
/// </summary>
internal sealed class FapiParty : IDisposable
{
    private const string Callback = "https://bank.example.test/cb";
    private const string Verifier = AppScene.Verifier;

    private readonly Portal _portal;
    private readonly HttpClient _http;
    private readonly ClientSigner _key = new();
    private readonly ClientSigner _rsaKey = new("RS256");

    private FapiParty(Portal portal)
    {
        _portal = portal;
        _http = portal.NewClient();
        Browser = new Browser(portal);
        ClientId = "bank-" + AppScene.NextName();
    }

    public string ClientId { get; }

    public Browser Browser { get; }

    /// <summary>The key that its tokens are bound to.</summary>
    public ClientSigner Dpop { get; } = new();

    public ClientSigner Key => _key;

    /// <summary>Registered as well, though the profile lets nobody use it.</summary>
    public ClientSigner RsaKey => _rsaKey;

    public static async Task<FapiParty> CreateAsync(Portal portal, bool signsRequests = false)
    {
        var party = new FapiParty(portal);
        if (!await portal.ReadAsync(db => db.Users.AnyAsync(u => u.UserName == "alice")))
        {
            await portal.AddUserAsync("alice");
        }

        await portal.AddClientAsync(party.ClientId, new ClientMetadata
        {
            ClientName = "Bank",
            RedirectUris = [Callback],
            GrantTypes = ["authorization_code", "refresh_token"],
            ResponseTypes = ["code"],
            Scope = "openid offline_access",
            SkipConsent = true,
            TokenEndpointAuthMethod = "private_key_jwt",
            Jwks = JsonSerializer.SerializeToElement(
                new JsonObject { ["keys"] = new JsonArray(party._key.Jwk, party._rsaKey.Jwk) }),
            Profile = "fapi2",
            DpopBoundAccessTokens = true,
            RequireSignedRequestObject = signsRequests,
        });
        await party.Browser.HasSignedInAsync("alice");
        return party;
    }

    public void Dispose()
    {
        _http.Dispose();
        Browser.Dispose();
        _key.Dispose();
        _rsaKey.Dispose();
        Dpop.Dispose();
    }

    public long Now(double secondsAhead = 0)
        => _portal.Clock.GetUtcNow().AddSeconds(secondsAhead).ToUnixTimeSeconds();

    public string Assertion(Action<JsonObject>? change = null, ClientSigner? key = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = ClientId,
            ["sub"] = ClientId,
            ["aud"] = Portal.Issuer,
            ["jti"] = Secrets.Generate(),
            ["iat"] = Now(),
            ["exp"] = Now(60),
        };
        change?.Invoke(claims);
        return (key ?? _key).Sign(claims);
    }

    public Dictionary<string, string> Request(params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = ClientId,
            ["redirect_uri"] = Callback,
            ["response_type"] = "code",
            ["scope"] = "openid offline_access",
            ["state"] = "s-1",
            ["nonce"] = "n-1",
            ["code_challenge"] = Pkce.Challenge(Verifier),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            request.Remove(name);
            if (value is not null)
            {
                request[name] = value;
            }
        }

        return request;
    }

    /// <summary>The request as a signed object.</summary>
    public string Object(Action<JsonObject>? change = null, ClientSigner? key = null)
        => (key ?? _key).Sign(Claims(change), "oauth-authz-req+jwt");

    public JsonObject Claims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject(Request().Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)))
        {
            ["iss"] = ClientId,
            ["aud"] = Portal.Issuer,
            ["nbf"] = Now(),
            ["iat"] = Now(),
            ["exp"] = Now(300),
        };
        change?.Invoke(claims);
        return claims;
    }

    public Task<Answer> PushObjectAsync(string requestObject)
        => PostAsync("/par", new() { ["client_id"] = ClientId, ["request"] = requestObject });

    /// <summary>Posts with a fresh assertion, or the one that is given.</summary>
    public async Task<Answer> PostAsync(
        string path,
        Dictionary<string, string> form,
        string? proof = null,
        string? assertion = null)
    {
        form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        form["client_assertion"] = assertion ?? Assertion();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await Answer.OfAsync(await _http.SendAsync(request));
    }

    /// <summary>Pushes, and gives the request_uri.</summary>
    public async Task<string> PushAsync(params (string Name, string? Value)[] changes)
    {
        var answer = await PostAsync("/par", Request(changes));
        Assert.Equal(201, answer.Status);
        return answer["request_uri"]!;
    }

    public Task<Visit> GoAsync(string requestUri, string? clientId = null)
        => Browser.GoAsync($"/authorize?client_id={clientId ?? ClientId}&request_uri={Uri.EscapeDataString(requestUri)}");

    public async Task<string> CodeAsync(params (string Name, string? Value)[] changes)
        => (await GoAsync(await PushAsync(changes))).Answer["code"];

    public Task<Answer> RedeemAsync(string code, string? proof) => PostAsync(
        "/token",
        new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Callback,
            ["code_verifier"] = Verifier,
        },
        proof);

    public async Task<Answer> UserInfoAsync(string query, string? scheme = null, string? token = null, string? proof = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/userinfo" + query);
        request.Headers.Authorization = scheme is null ? null : new(scheme, token);
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await Answer.OfAsync(await _http.SendAsync(request));
    }

    public string Proof(string path, string method = "POST", string? accessToken = null, ClientSigner? key = null)
    {
        var claims = new JsonObject
        {
            ["jti"] = Secrets.Generate(),
            ["htm"] = method,
            ["htu"] = Portal.Issuer + path,
            ["iat"] = Now(),
        };
        if (accessToken is not null)
        {
            claims["ath"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        }

        var signer = key ?? Dpop;
        var open = signer.Jwk.ToDictionary(m => m.Key, m => (object)m.Value!.ToString(), StringComparer.Ordinal);
        return signer.Sign(claims, "dpop+jwt", ("jwk", open));
    }

    public Task<int> CountPushedAsync() => _portal.ReadAsync(db => db.PushedRequests.CountAsync(p => p.ClientId == ClientId));

    public Task<int> CountFamiliesAsync()
        => _portal.ReadAsync(db => db.TokenFamilies.CountAsync(f => f.Grant!.ClientId == ClientId));
}
