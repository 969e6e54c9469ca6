using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Protocol;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Registration;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>
/// People, apps, tokens and pages that are really there, and one good request to every endpoint in each of the ways that
/// it can be asked.
/// </summary>
internal sealed class GeneratedScene(GeneratedPortal portal, RemoteServer server)
{
    public const string Callback = AuthorizePortal.Callback;
    public const string After = "https://app.example.test/after";

    private const string Web = AuthorizePortal.Web;
    private const string Signing = "signing";
    private const string WebSecret = "secret-of-web-0123456789";
    private const string Document = "/tool.json";
    private const string Assertion = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";

    private readonly ClientSigner _key = new();

    private static string Basic => AppScene.Basic(Web, WebSecret).ToString();

    /// <summary>Builds everything, and says how it is asked.</summary>
    public async Task<IReadOnlyList<GeneratedRequest>> GoodAsync()
    {
        portal.Secrets.UnionWith([WebSecret, "alice@example.test", AppScene.Verifier]);
        await portal.AddUserAsync("alice");
        await portal.AddScopeAsync("notes.read", "Read your notes");
        await AddClientsAsync();
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("alice");
        var code = (await browser.GoAsync(AuthorizePortal.Address())).Answer["code"];
        using var http = portal.NewClient();
        var tokens = await TokensAsync(http, code);
        using var registrant = new Registrant(portal);
        var registered = (await registrant.RegisterAsync(Registrant.Public)).Json;
        return
        [
            .. Authorize(browser), .. Token(tokens, code), .. Clients(tokens), .. Signed(), .. Read(tokens),
            .. Registration(registered), .. await PagesAsync(browser, tokens),
        ];
    }

    private async Task AddClientsAsync()
    {
        var metadata = AuthorizePortal.Metadata with
        {
            RedirectUris = [Callback],
            PostLogoutRedirectUris = [After],
            GrantTypes =
            [
                "authorization_code", "refresh_token", "client_credentials", "implicit", "password",
                GrantTypeName.DeviceCode, GrantTypeName.TokenExchange, GrantTypeName.JwtBearer,
            ],
            ResponseTypes = ["code", .. ResponseType.Legacy],
            Scope = "openid profile email offline_access notes.read",
            SkipConsent = true,
            TokenExchangeAudiences = [Web],
            Jwks = _key.Jwks,
        };
        await portal.AddClientAsync(Web, metadata, WebSecret);
        await portal.AddClientAsync(AuthorizePortal.TwoUris, AuthorizePortal.Metadata with { RedirectUris = [Callback, Callback + "2"] });
        await portal.AddClientAsync(
            Signing, metadata with { TokenEndpointAuthMethod = "private_key_jwt", RequestUris = [server.Url("/object.jwt")] });
        server.Paths["/object.jwt"] = context => context.Response.WriteAsync(Object(Signing));
        server.Json(Document, () => JsonSerializer.Serialize(new
        {
            client_id = server.Url(Document),
            client_name = "Tool",
            redirect_uris = new[] { Callback },
            token_endpoint_auth_method = "none",
        }));
    }

    private static async Task<Answer> TokensAsync(HttpClient http, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token");
        request.Headers.Authorization = AppScene.Basic(Web, WebSecret);
        request.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", Callback),
            new("code_verifier", AppScene.Verifier),
        ]);
        return (await Answer.OfAsync(await http.SendAsync(request))).Ok();
    }

    private IEnumerable<GeneratedRequest> Authorize(Browser browser)
    {
        var cookie = ("Cookie", browser.Cookies.GetCookieHeader(new Uri(Portal.Issuer)));
        string[] bodies =
        [
            Query(), Query(("prompt", "none")), Query(("response_type", "code id_token token"), ("response_mode", "form_post")),
            Query(("response_mode", "jwt"), ("claims", "{\"userinfo\":{\"email\":null}}"), ("max_age", "10")),
            Query(("client_id", AuthorizePortal.TwoUris)), Query(("client_id", server.Url(Document))),
            $"client_id={Signing}&request={Object(Signing)}",
            $"client_id={Signing}&request_uri={Uri.EscapeDataString(server.Url("/object.jwt"))}",
            $"client_id={Web}&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A{Secrets.Generate()}",
            $"interaction={Secrets.Generate()}", Query(("prompt", "consent"), ("ui_locales", "ko"), ("login_hint", "alice")),
        ];
        return bodies.SelectMany(body => new GeneratedRequest[]
        {
            new("/authorize", "GET", body),
            new("/authorize", "POST", body),
            new("/authorize", "GET", body, GeneratedRequest.Form, cookie),
        });
    }

    private static IEnumerable<GeneratedRequest> Token(Answer tokens, string code)
    {
        string[] bodies =
        [
            $"grant_type=authorization_code&code={code}&code_verifier={AppScene.Verifier}&redirect_uri={Uri.EscapeDataString(Callback)}",
            $"grant_type=refresh_token&refresh_token={tokens["refresh_token"]}&scope=openid",
            "grant_type=client_credentials&scope=notes.read&resource=https%3A%2F%2Fapi.example.test",
            $"grant_type=password&username=alice&password={Uri.EscapeDataString(Seed.Password)}&scope=openid",
            $"grant_type={Uri.EscapeDataString(GrantTypeName.DeviceCode)}&device_code={Secrets.Generate()}",
            $"grant_type={Uri.EscapeDataString(GrantTypeName.TokenExchange)}&subject_token={tokens["access_token"]}"
                + $"&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&audience={Web}",
            $"grant_type={Uri.EscapeDataString(GrantTypeName.JwtBearer)}&assertion={tokens["id_token"]}",
        ];
        return bodies.Select(body => new GeneratedRequest("/token", "POST", body, GeneratedRequest.Form, ("Authorization", Basic)));
    }

    /// <summary>What clients post beside that, in each way to prove who they are.</summary>
    private IEnumerable<GeneratedRequest> Clients(Answer tokens)
    {
        (string Path, string Body)[] posts =
        [
            ("/par", Query()), ("/par", $"request={Object(Web)}"), ("/device_authorization", "scope=openid%20profile"),
            ("/introspect", $"token={tokens["access_token"]}&token_type_hint=access_token"),
            ("/introspect", $"token={tokens["refresh_token"]}"),
            ("/revoke", "token=x&token_type_hint=refresh_token"),
        ];
        foreach (var (path, body) in posts)
        {
            yield return new(path, "POST", body, GeneratedRequest.Form, ("Authorization", Basic));
            yield return new(path, "POST", $"{body}&client_id={Web}&client_secret={WebSecret}");
            yield return new(path, "POST", $"{body}&client_id={AuthorizePortal.TwoUris}");
            yield return new(path, "POST", $"{body}&client_id={Signing}&{Assertion}{Claims(Signing, "/token")}");
            yield return new(
                path, "POST", body, GeneratedRequest.Form, ("Authorization", Basic), ("DPoP", Proof(path)),
                ("Accept", "application/token-introspection+jwt"));
        }
    }

    /// <summary>DPoP and assertions at /token.</summary>
    private IEnumerable<GeneratedRequest> Signed()
    {
        const string Credentials = "grant_type=client_credentials&scope=notes.read";
        yield return new(
            "/token", "POST", Credentials, GeneratedRequest.Form, ("Authorization", Basic), ("DPoP", Proof("/token")));
        yield return new("/token", "POST", $"{Credentials}&{Assertion}{Claims(Signing, "/token")}");
        yield return new("/token", "POST", $"{Credentials}&client_id={Web}&client_secret={WebSecret}");
    }

    private IEnumerable<GeneratedRequest> Read(Answer tokens)
    {
        var bearer = ("Authorization", "Bearer " + tokens["access_token"]);
        yield return new("/userinfo", "GET", string.Empty, GeneratedRequest.Form, bearer);
        yield return new("/userinfo", "POST", "access_token=" + tokens["access_token"]);
        yield return new(
            "/userinfo", "GET", string.Empty, GeneratedRequest.Form, ("Authorization", "DPoP " + tokens["access_token"]), ("DPoP", Proof("/userinfo")));
        yield return new("/revocations", "GET", "since=0");
        yield return new("/revocations", "HEAD", string.Empty);
        foreach (var name in new[] { "openid-configuration", "oauth-authorization-server", "jwks.json", "oauth-protected-resource" })
        {
            yield return new("/.well-known/" + name, "GET", string.Empty);
        }

        yield return new("/healthz", "GET", string.Empty);
        yield return new("/readyz", "GET", string.Empty);
    }

    private static IEnumerable<GeneratedRequest> Registration(JsonElement registered)
    {
        var path = new Uri(registered.GetProperty("registration_client_uri").GetString()!).AbsolutePath;
        var bearer = ("Authorization", "Bearer " + registered.GetProperty("registration_access_token").GetString());
        var fresh = JsonSerializer.Serialize(Registrant.Public);
        var change = JsonNode.Parse(fresh)!.AsObject();
        change["client_id"] = registered.GetProperty("client_id").GetString();
        yield return new("/register", "POST", fresh, GeneratedRequest.Json);
        yield return new("/register", "POST", """{"jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]},"client_name":"K"}""", GeneratedRequest.Json);
        yield return new(path, "GET", string.Empty, GeneratedRequest.Form, bearer);
        yield return new(path, "PUT", change.ToJsonString(), GeneratedRequest.Json, bearer);
        yield return new("/register/nobody", "DELETE", string.Empty, GeneratedRequest.Form, bearer);
    }

    /// <summary>The pages, and their forms as a browser sends them.</summary>
    private async Task<List<GeneratedRequest>> PagesAsync(Browser signedIn, Answer tokens)
    {
        using var nobody = new Browser(portal);
        List<GeneratedRequest> requests =
        [
            new("/logout", "GET", $"id_token_hint={tokens["id_token"]}&post_logout_redirect_uri={Uri.EscapeDataString(After)}&state=s"),
            new("/logout", "POST", $"client_id={Web}&post_logout_redirect_uri={Uri.EscapeDataString(After)}"),
            new("/logout/confirm", "POST", "client_id=" + Web),
            new("/consent", "GET", "interaction=" + Secrets.Generate()),
            new("/signed-out", "GET", string.Empty),
        ];
        foreach (var (browser, path, filled) in new[]
        {
            (nobody, "/login", $"Input.UserName=alice&Input.Password={Uri.EscapeDataString(Seed.Password)}"),
            (nobody, "/login", "Input.UserName=alice&Input.Password=wrong"),
            (nobody, "/signup", "Input.UserName=bob&Input.Email=bob%40example.test&Input.Password=a+long+new+password"),
            (nobody, "/device", "user_code=BCDF-GHJK"),
            (signedIn, "/device", "user_code=BCDF-GHJK"),
        })
        {
            var page = await browser.GoAsync(path);
            var hidden = page.Page!.QuerySelectorAll<IHtmlInputElement>("main form input[type=hidden]")
                .Select(i => $"{i.Name}={Uri.EscapeDataString(i.Value)}");
            var cookie = ("Cookie", browser.Cookies.GetCookieHeader(new Uri(Portal.Issuer)));
            requests.Add(new(path, "GET", string.Empty, GeneratedRequest.Form, cookie));
            requests.Add(new(path, "POST", string.Join('&', hidden.Append(filled)), GeneratedRequest.Form, cookie));
        }

        return requests;
    }

    private static string Query(params (string Name, string? Value)[] changes)
        => AuthorizePortal.Address(changes)["/authorize?".Length..];

    private string Object(string clientId)
        => _key.Sign(new JsonObject(AuthorizePortal.Request(("client_id", clientId))
            .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)))
        { ["iss"] = clientId, ["aud"] = Portal.Issuer });

    private string Claims(string clientId, string path) => _key.Sign(new JsonObject
    {
        ["iss"] = clientId,
        ["sub"] = clientId,
        ["aud"] = Portal.Issuer + path,
        ["jti"] = Secrets.Generate(),
        ["exp"] = portal.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
    });

    private string Proof(string path)
    {
        var open = _key.Jwk.ToDictionary(m => m.Key, m => (object)m.Value!.ToString(), StringComparer.Ordinal);
        return _key.Sign(
            new JsonObject
            {
                ["jti"] = Secrets.Generate(),
                ["htm"] = "POST",
                ["htu"] = Portal.Issuer + path,
                ["iat"] = portal.Clock.GetUtcNow().ToUnixTimeSeconds(),
            },
            "dpop+jwt",
            ("jwk", open));
    }
}
