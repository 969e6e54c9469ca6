using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Outside;

/// <summary>
/// Step-up: an API that ASP.NET Core's JwtBearer protects refuses a token because of the sign-in behind it, the client
/// takes the API's words to /authorize, and what comes back opens the API.
/// </summary>
public sealed partial class Rfc9470StepUpTests(Portal portal) : IClassFixture<Portal>, IAsyncLifetime
{
    private const string Api = "https://api.example.test";
    private const string Surer = $"{AuthenticationContext.MultiFactor} {AuthenticationContext.PhishingResistant}";
    private readonly OutsideApp _api = new();
    private readonly HttpClient _http = new();

    private static string Guide => Repository.Text("AuthPortal", "Docs", "protect-an-api.md");

    public async Task InitializeAsync()
    {
        if (!await portal.ReadAsync(db => Task.FromResult(db.Resources.Any())))
        {
            await portal.AddScopeAsync("notes.read", "Read your notes");
            await portal.AddResourceAsync(Api, "Notes", "notes.read");
        }

        await _api.StartAsync(
            services =>
            {
                services.AddSingleton<TimeProvider>(portal.Clock);
                services.AddAuthorization().AddAuthentication("Bearer").AddJwtBearer(options =>
                {
                    options.Authority = Portal.Issuer;
                    options.BackchannelHttpHandler = portal.Server.CreateHandler();
                    options.Audience = Api;
                    options.MapInboundClaims = false;
                    options.TokenValidationParameters.ValidTypes = ["at+jwt"];
                    options.TokenValidationParameters.LifetimeValidator
                        = (_, expires, _, _) => expires > portal.Clock.GetUtcNow().UtcDateTime;
                });
            },
            app =>
            {
                app.MapGet("/notes", () => "notes").RequireAuthorization();
                app.MapGet("/bank", () => "bank").RequireAuthorization().AddEndpointFilter(new StepUp(Surer));
                app.MapGet("/address", () => "address").RequireAuthorization().AddEndpointFilter(new StepUp(maxAge: 300));
            });
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task S5_the_second_factor_that_an_api_asks_for_opens_it_and_the_old_token_never_does()
    {
        var (app, phone) = await SceneAsync();
        using var browser = await SignedInAsync(app);
        var old = await TokensAsync(app, await browser.GoAsync(At(app)));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("/notes", old)).StatusCode);
        var challenge = await ChallengeAsync("/bank", old);
        Assert.Equal(Surer, challenge["acr_values"]);

        var page = await browser.GoAsync(At(app, ("acr_values", challenge["acr_values"])));
        Assert.Equal(("/login/verify", null), (page.Address.AbsolutePath, page.LeftFor));
        var surer = await TokensAsync(app, await browser.SubmitAsync(page, ("Input.Code", phone.NextCode())));
        Assert.Equal("bank", await (await CallAsync("/bank", surer)).Content.ReadAsStringAsync());
        await SaysAsync(app, surer, AuthenticationContext.MultiFactor);

        // A refresh carries the sign-in that it came of, neither a better one nor a worse.
        var ofOld = (await app.RefreshAsync(old["refresh_token"]!)).Ok();
        var ofSurer = (await app.RefreshAsync(surer["refresh_token"]!)).Ok();
        await ChallengeAsync("/bank", old);
        await ChallengeAsync("/bank", ofOld);
        await SaysAsync(app, ofOld, AuthenticationContext.Password);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("/bank", ofSurer)).StatusCode);
    }

    [Fact]
    public async Task S5_a_newer_sign_in_that_an_api_asks_for_opens_it_and_the_old_token_never_does()
    {
        var (app, _) = await SceneAsync(withPhone: false);
        using var browser = await SignedInAsync(app);
        var old = await TokensAsync(app, await browser.GoAsync(At(app)));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("/address", old)).StatusCode);
        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        var challenge = await ChallengeAsync("/address", old);
        Assert.Equal("300", challenge["max_age"]);

        var login = await browser.GoAsync(At(app, ("max_age", challenge["max_age"])));
        Assert.Equal(("/login", null), (login.Address.AbsolutePath, login.LeftFor));
        var done = await browser.SubmitAsync(
            login, ("Input.UserName", app.User.UserName!), ("Input.Password", Seed.Password));
        var newer = await TokensAsync(app, done);
        Assert.Equal("address", await (await CallAsync("/address", newer)).Content.ReadAsStringAsync());
        var signedInAt = await SaysAsync(app, newer, AuthenticationContext.Password);
        Assert.InRange(portal.Clock.GetUtcNow().ToUnixTimeSeconds() - signedInAt, 0, 300);

        await ChallengeAsync("/address", old);
        await ChallengeAsync("/address", (await app.RefreshAsync(old["refresh_token"]!)).Ok());
    }

    /// <summary>Neither does the server make more of a sign-in than it was.</summary>
    [Fact]
    public async Task S5_who_has_no_second_factor_gets_what_the_api_refuses_again_and_nothing_where_the_client_insists()
    {
        var (app, _) = await SceneAsync(withPhone: false);
        using var browser = await SignedInAsync(app);
        var challenge = await ChallengeAsync("/bank", await TokensAsync(app, await browser.GoAsync(At(app))));
        var wished = await TokensAsync(app, await browser.GoAsync(At(app, ("acr_values", challenge["acr_values"]))));
        await SaysAsync(app, wished, AuthenticationContext.Password);
        await ChallengeAsync("/bank", wished);

        var before = await Rows.CountAsync(portal);
        var values = string.Join(',', challenge["acr_values"].Split(' ').Select(v => $"\"{v}\""));
        var insisted = await browser.GoAsync(
            At(app, ("claims", $"{{\"id_token\":{{\"acr\":{{\"essential\":true,\"values\":[{values}]}}}}}}")));
        Assert.Equal("unmet_authentication_requirements", insisted.Answer["error"]);
        Assert.False(insisted.Answer.ContainsKey("code"));
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Fact]
    public async Task S7_metadata_names_the_values_that_an_api_may_ask_for()
    {
        using var http = portal.NewClient();
        var metadata = await http.GetFromJsonAsync<JsonElement>("/.well-known/oauth-authorization-server");
        Assert.Equal(
            AuthenticationContext.Values,
            metadata.GetProperty("acr_values_supported").EnumerateArray().Select(v => v.GetString()));
    }

    [Fact]
    public void The_guide_shows_what_runs_here()
    {
        var shown = Repository.Text("AuthPortal.Tests", "Outside", "StepUp.cs");
        Assert.Contains(shown[shown.IndexOf("public sealed class", StringComparison.Ordinal)..], Guide, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<name>\\w+)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter { get; }

    private static string At(AppScene app, params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] request =
        [
            ("client_id", app.ClientId), ("redirect_uri", AppScene.Redirect), ("response_type", "code"),
            ("scope", "openid notes.read offline_access"), ("state", "s"),
            ("code_challenge", Pkce.Challenge(AppScene.Verifier)), ("code_challenge_method", "S256"), .. more,
        ];
        return "/authorize?" + string.Join('&', request.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
    }

    private static async Task<Answer> TokensAsync(AppScene app, Visit visit)
    {
        Assert.StartsWith(AppScene.Redirect + "?code=", visit.LeftFor, StringComparison.Ordinal);
        return (await app.RedeemAsync(visit.Answer["code"])).Ok();
    }

    private async Task<(AppScene App, Phone Phone)> SceneAsync(bool withPhone = true)
    {
        var app = await AppScene.CreateAsync(
            portal, m => m with { Scope = "openid notes.read offline_access", SkipConsent = true });
        if (!withPhone)
        {
            return (app, null!);
        }

        var phone = await Phone.OfNewPersonAsync(portal, "phone-" + app.ClientId);
        return (app with { User = phone.User }, phone);
    }

    private async Task<Browser> SignedInAsync(AppScene app)
    {
        var browser = new Browser(portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        return browser;
    }

    private async Task<HttpResponseMessage> CallAsync(string path, Answer tokens)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _api.Address + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens["access_token"]);
        return await _http.SendAsync(request);
    }

    /// <summary>§3: what the API wants instead.</summary>
    private async Task<Dictionary<string, string>> ChallengeAsync(string path, Answer tokens)
    {
        using var answer = await CallAsync(path, tokens);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var challenge = Assert.Single(answer.Headers.WwwAuthenticate);
        Assert.Equal("Bearer", challenge.Scheme);
        var parameters = Parameter.Matches(challenge.Parameter!).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
        Assert.Equal("insufficient_user_authentication", parameters["error"]);
        return parameters;
    }

    /// <summary>§6.1 and §6.2: token and introspection say the same of the sign-in; gives auth_time.</summary>
    private static async Task<long> SaysAsync(AppScene app, Answer tokens, string acr)
    {
        var token = new JsonWebToken(tokens["access_token"]);
        var told = (await app.PostAsync("/introspect", ("token", tokens["access_token"]))).Ok();
        var authTime = token.GetPayloadValue<long>("auth_time");
        Assert.Equal((acr, acr), (token.GetPayloadValue<string>("acr"), told["acr"]));
        Assert.Equal(authTime, told.Json.GetProperty("auth_time").GetInt64());
        return authTime;
    }
}
