using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Registration;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Certification;

/// <summary>A client of the suite's Dynamic OP plan: it registers itself over HTTP and knows nothing but the issuer.</summary>
internal sealed class DynamicParty : IDisposable
{
    public const string Callback = "https://rp.example.test/callback";
    public const string Person = "dynamic";

    private readonly DynamicPortal _portal;
    private readonly HttpClient _http;

    private DynamicParty(DynamicPortal portal, Answer client)
    {
        _portal = portal;
        _http = portal.Portal.NewClient();
        Client = client;
        Browser = new Browser(portal.Portal);
    }

    /// <summary>The client information response.</summary>
    public Answer Client { get; }

    public Browser Browser { get; }

    public string Id => Client["client_id"]!;

    /// <summary>Signs what this client sends; null: it has a secret.</summary>
    public ClientSigner? Key { get; set; }

    public void Dispose()
    {
        Browser.Dispose();
        _http.Dispose();
    }

    /// <summary>Registers as the suite does, with changes.</summary>
    public static async Task<Answer> TryAsync(DynamicPortal portal, Action<JsonObject>? change = null)
    {
        var metadata = new JsonObject
        {
            ["client_name"] = "Dynamic client",
            ["redirect_uris"] = new JsonArray(Callback),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["response_types"] = new JsonArray("code"),
            ["contacts"] = new JsonArray("suite@example.test"),
        };
        change?.Invoke(metadata);
        using var registrant = new Registrant(portal.Portal);
        return await registrant.SendAsync(HttpMethod.Post, "/register", metadata.ToJsonString(), token: null);
    }

    public static async Task<DynamicParty> RegisterAsync(DynamicPortal portal, Action<JsonObject>? change = null)
    {
        var client = await TryAsync(portal, change);
        Assert.True(client.Status == 201, client.Body);
        return new DynamicParty(portal, client);
    }

    public string Address(params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = Id,
            ["redirect_uri"] = Callback,
            ["response_type"] = "code",
            ["scope"] = "openid profile email",
            ["state"] = "a state",
            ["nonce"] = "a nonce",
            ["code_challenge"] = Pkce.Challenge(AppScene.Verifier),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            request[name] = value;
        }

        return "/authorize?" + string.Join(
            '&', request.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
    }

    /// <summary>The person signs in and allows what is asked.</summary>
    public async Task<Visit> AllowAsync(params (string Name, string? Value)[] changes)
    {
        await Browser.HasSignedInAsync(Person);
        var visit = await Browser.GoAsync(Address(changes));
        return visit.Address.AbsolutePath == "/consent" && visit.LeftFor is null
            ? await Browser.SubmitAsync(visit, ("decision", "allow"))
            : visit;
    }

    /// <summary>The whole flow; the ID token is checked with the published keys.</summary>
    public async Task<Answer> TokensAsync(params (string Name, string? Value)[] changes)
    {
        var redirect = changes.FirstOrDefault(c => c.Name == "redirect_uri").Value ?? Callback;
        var visit = await AllowAsync(changes);
        Assert.StartsWith(redirect, visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal(Portal.Issuer, visit.Answer["iss"]);
        var answer = (await TokenAsync(
            ("grant_type", "authorization_code"), ("code", visit.Answer["code"]), ("redirect_uri", redirect),
            ("code_verifier", AppScene.Verifier))).Ok();
        await VerifyAsync(answer["id_token"]!);
        return answer;
    }

    /// <summary>Authenticates as it is registered.</summary>
    public async Task<Answer> TokenAsync(params (string Name, string Value)[] form)
    {
        var fields = form.Select(f => KeyValuePair.Create(f.Name, f.Value)).ToList();
        if (Key is not null)
        {
            fields.Add(KeyValuePair.Create("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
            fields.Add(KeyValuePair.Create("client_assertion", Assertion(Portal.Issuer + "/token")));
        }

        return await PostAsync(fields);
    }

    public async Task<Answer> PostAsync(IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Authorization = Key is null ? AppScene.Basic(Id, Client["client_secret"]!) : null;
        return await Answer.OfAsync(await _http.SendAsync(request));
    }

    public Task<Answer> RefreshAsync(Answer tokens)
        => TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!));

    public string Assertion(string audience) => Key!.Sign(new JsonObject
    {
        ["iss"] = Id,
        ["sub"] = Id,
        ["aud"] = audience,
        ["jti"] = Secrets.Generate(),
        ["exp"] = _portal.Now(300),
    });

    /// <summary>The claims of a request object with this client's usual request.</summary>
    public JsonObject RequestObject(params (string Name, string? Value)[] changes)
    {
        var claims = new JsonObject { ["iss"] = Id, ["aud"] = Portal.Issuer, ["exp"] = _portal.Now(300) };
        foreach (var pair in Address(changes)["/authorize?".Length..].Split('&').Select(p => p.Split('=')))
        {
            claims[pair[0]] = Uri.UnescapeDataString(pair[1]);
        }

        return claims;
    }

    public async Task<Answer> UserInfoAsync(Answer tokens)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/userinfo");
        request.Headers.Authorization = new("Bearer", tokens["access_token"]);
        return await Answer.OfAsync(await _http.SendAsync(request));
    }

    /// <summary>By the keys that are published now, for this client.</summary>
    public async Task<JsonWebToken> VerifyAsync(string token)
    {
        var keys = new JsonWebKeySet(await _http.GetStringAsync("/.well-known/jwks.json"));
        var checking = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = Portal.Issuer,
                ValidAudience = Id,
                IssuerSigningKeys = keys.GetSigningKeys(),
                ValidAlgorithms = ["ES256", "RS256", "PS256"],
                LifetimeValidator = (_, expires, _, _) => expires is null || expires > _portal.Portal.Clock.GetUtcNow().UtcDateTime,
            });
        Assert.True(checking.IsValid, checking.Exception?.Message);
        return (JsonWebToken)checking.SecurityToken;
    }

    public async Task<List<string>> KeyIdsAsync()
        => [.. JsonDocument.Parse(await _http.GetStringAsync("/.well-known/jwks.json")).RootElement.GetProperty("keys")
            .EnumerateArray().Select(k => k.GetProperty("kid").GetString()!)];
}

/// <summary>A portal that lets strangers register, a server of theirs, and a person.</summary>
public sealed class DynamicPortal : IAsyncLifetime
{
    public RemoteServer Server { get; private set; } = null!;

    public Portal Portal { get; private set; } = null!;

    public long Now(int seconds) => Portal.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds;

    public async Task InitializeAsync()
    {
        Server = await RemoteServer.StartAsync();
        Portal = new RemotePortal(Server.Policy) { Settings = { ["OAuth:DynamicRegistration"] = "open" } };
        await Portal.AddUserAsync(DynamicParty.Person);
    }

    public async Task DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>A path on the strangers' server that nobody else uses.</summary>
    public string NewPath(string name)
        => "/" + name + "-" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
}
