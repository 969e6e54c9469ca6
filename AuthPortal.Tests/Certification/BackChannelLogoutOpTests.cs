using System.Text.Json;
using AuthPortal.Endpoints.EndSession;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Certification;

/// <summary>OpenID Connect Back-Channel Logout: apps of the session, and no others, hear of its end.</summary>
[Trait(Modules.Plan, Modules.BackChannel)]
public sealed class BackChannelLogoutOpTests : IAsyncLifetime
{
    private const string Callback = "https://client.example.test/cb";

    private readonly List<string> _received = [];
    private RemoteServer _server = null!;
    private RemotePortal _portal = null!;
    private int _status = 200;

    public async Task InitializeAsync()
    {
        _server = await RemoteServer.StartAsync();
        _server.Paths["/bcl"] = async context =>
        {
            var form = await context.Request.ReadFormAsync();
            lock (_received)
            {
                _received.Add(form["logout_token"]!);
            }

            context.Response.StatusCode = _status;
        };
        _portal = new RemotePortal(_server.Policy);
        await _portal.AddUserAsync("alice");
        await _portal.AddUserAsync("bob");
        await AddAppAsync("told");
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("/logout")]
    [InlineData("/account")]
    public async Task Oidcc_backchannel_rp_initiated_logout(string way)
    {
        var (browser, idToken) = await SignedInAsync("alice", "told");
        using var _ = browser;
        await SignOutAsync(browser, way, idToken);
        var token = await ValidateAsync(Assert.Single(await SentAsync()), "told");
        var before = new JsonWebToken(idToken);
        Assert.Equal(before.Subject, token.Subject);
        Assert.Equal(before.GetPayloadValue<string>("sid"), token.GetPayloadValue<string>("sid"));
        Assert.Empty(await NoticesAsync());
    }

    [Fact]
    public async Task Oidcc_backchannel_discovery()
    {
        using var http = _portal.NewClient();
        var metadata = JsonDocument.Parse(await http.GetStringAsync("/.well-known/openid-configuration")).RootElement;
        Assert.True(metadata.GetProperty("backchannel_logout_supported").GetBoolean());
        Assert.True(metadata.GetProperty("backchannel_logout_session_supported").GetBoolean());
    }

    [Fact]
    public async Task Only_apps_of_this_session_hear_of_it()
    {
        await AddAppAsync("other");
        await AddAppAsync("silent", m => m with { BackchannelLogoutUri = null });
        var (elsewhere, _) = await SignedInAsync("alice", "other");
        var (stranger, _) = await SignedInAsync("bob", "told");
        var (browser, idToken) = await SignedInAsync("alice", "told");
        await CodeAsync(browser, "silent");
        await SignOutAsync(browser, "/logout", idToken);
        await ValidateAsync(Assert.Single(await SentAsync()), "told");
        elsewhere.Dispose();
        stranger.Dispose();
        browser.Dispose();
    }

    [Fact]
    public async Task What_fails_is_tried_again_and_given_up_in_the_end()
    {
        _status = 400;
        var (browser, idToken) = await SignedInAsync("alice", "told");
        await SignOutAsync(browser, "/logout", idToken);
        browser.Dispose();
        await SentAsync();
        await UntilAsync(notices => notices.Single().Attempts == 1);
        var notice = Assert.Single(await NoticesAsync());
        Assert.Equal((1, "it answered with status 400"), (notice.Attempts, notice.LastProblem));
        foreach (var (index, wait) in LogoutSender.Waits.Index())
        {
            _portal.Clock.Advance(wait);
            await SentAsync();
            await UntilAsync(notices => notices.Single().Attempts == index + 2);
        }

        Assert.NotNull(Assert.Single(await NoticesAsync()).GivenUpAt);
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(LogoutSender.Waits.Count + 1, (await SentAsync()).Count);
    }

    [Fact]
    public async Task What_failed_arrives_when_the_app_is_back()
    {
        _status = 503;
        var (browser, idToken) = await SignedInAsync("alice", "told");
        await SignOutAsync(browser, "/logout", idToken);
        browser.Dispose();
        await SentAsync();
        await UntilAsync(notices => notices.Single().Attempts == 1);
        _status = 200;
        _portal.Clock.Advance(LogoutSender.Waits[0]);
        await SentAsync();
        await UntilAsync(notices => notices.Count == 0);
        Assert.Equal(2, (await SentAsync()).Count);
    }

    [Fact]
    public async Task A_private_address_is_never_asked()
    {
        await AddAppAsync("inside", m => m with { BackchannelLogoutUri = "https://internal.example.test/bcl" });
        var (browser, idToken) = await SignedInAsync("alice", "inside");
        await SignOutAsync(browser, "/logout", idToken);
        browser.Dispose();
        Assert.Empty(await SentAsync());
        await UntilAsync(notices => notices.Single().Attempts == 1);
    }

    [Fact]
    public async Task A_logout_token_is_no_hint_and_no_access_token()
    {
        var (browser, idToken) = await SignedInAsync("alice", "told");
        await SignOutAsync(browser, "/logout", idToken);
        var token = Assert.Single(await SentAsync());
        await browser.HasSignedInAsync("alice");
        var visit = await browser.GoAsync(Address("told") + "&prompt=none&id_token_hint=" + token);
        Assert.Equal("invalid_request", visit.Answer["error"]);
        browser.Dispose();
        using var http = _portal.NewClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(401, (int)(await http.GetAsync("/userinfo")).StatusCode);
    }

    [Theory]
    [InlineData("http://client.example.test/bcl", null)]
    [InlineData("https://client.example.test/bcl#x", null)]
    [InlineData(null, "https://other.example.test/fcl")]
    [InlineData(null, "https://client.example.test:444/fcl")]
    [InlineData(null, "http://client.example.test/fcl")]
    public void An_address_that_the_specification_forbids_is_not_registered(string? back, string? front)
        => Assert.NotEmpty(AuthPortal.Clients.Registration.RegistrationRules.Check(
            new ClientMetadata
            {
                ClientName = "App",
                RedirectUris = [Callback],
                Scope = "openid",
                BackchannelLogoutUri = back,
                FrontchannelLogoutUri = front,
            },
            new AuthPortal.Clients.Registration.RegistrationContext(IsAdministrator: false, ScopeSet.Of(["openid"]))));

    private Task AddAppAsync(string id, Func<ClientMetadata, ClientMetadata>? change = null)
    {
        var metadata = new ClientMetadata
        {
            ClientName = id,
            RedirectUris = [Callback],
            Scope = "openid",
            SkipConsent = true,
            BackchannelLogoutUri = _server.Url("/bcl"),
        };
        return _portal.AddClientAsync(id, change?.Invoke(metadata) ?? metadata, "a-secret");
    }

    private static string Address(string clientId)
        => $"/authorize?client_id={clientId}&response_type=code&scope=openid&state=s&redirect_uri={Uri.EscapeDataString(Callback)}"
            + $"&code_challenge_method=S256&code_challenge={Pkce.Challenge(AppScene.Verifier)}";

    private async Task<(Browser Browser, string IdToken)> SignedInAsync(string person, string clientId)
    {
        var browser = new Browser(_portal);
        await browser.HasSignedInAsync(person);
        return (browser, await CodeAsync(browser, clientId));
    }

    /// <summary>An app that has its ID token.</summary>
    private async Task<string> CodeAsync(Browser browser, string clientId)
    {
        var visit = await browser.GoAsync(Address(clientId));
        using var http = _portal.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token");
        request.Headers.Authorization = AppScene.Basic(clientId, "a-secret");
        request.Content = new FormUrlEncodedContent([
            new("grant_type", "authorization_code"), new("code", visit.Answer["code"]),
            new("redirect_uri", Callback), new("code_verifier", AppScene.Verifier)]);
        return (await Answer.OfAsync(await http.SendAsync(request))).Ok()["id_token"]!;
    }

    private static async Task SignOutAsync(Browser browser, string way, string idToken)
    {
        if (way == "/logout")
        {
            await browser.GoAsync("/logout?id_token_hint=" + idToken);
            return;
        }

        var asked = await browser.GoAsync("/logout");
        await browser.SubmitAsync(asked);
    }

    private async Task<List<string>> SentAsync()
    {
        await _portal.Services.GetRequiredService<LogoutSender>().SendAsync(CancellationToken.None);
        lock (_received)
        {
            return [.. _received];
        }
    }

    /// <summary>The portal's own sender may have been quicker than the test's.</summary>
    private async Task UntilAsync(Func<List<AuthPortal.Data.Entities.LogoutNotice>, bool> isReached)
    {
        for (var i = 0; i < 500 && !isReached(await NoticesAsync()); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(isReached(await NoticesAsync()));
    }

    private Task<List<AuthPortal.Data.Entities.LogoutNotice>> NoticesAsync()
        => _portal.ReadAsync(db => db.LogoutNotices.AsNoTracking().ToListAsync());

    /// <summary>§2.6, as an app has to.</summary>
    private async Task<JsonWebToken> ValidateAsync(string token, string clientId)
    {
        using var http = _portal.NewClient();
        var keys = new JsonWebKeySet(await http.GetStringAsync("/.well-known/jwks.json"));
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Portal.Issuer,
            ValidAudience = clientId,
            ValidTypes = ["logout+jwt"],
            ValidAlgorithms = ["ES256"],
            IssuerSigningKeys = keys.GetSigningKeys(),
            LifetimeValidator = (_, expires, _, _) => expires > _portal.Clock.GetUtcNow().UtcDateTime,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        var jwt = (JsonWebToken)result.SecurityToken;
        var events = jwt.GetPayloadValue<JsonElement>("events");
        Assert.Equal(JsonValueKind.Object, events.GetProperty("http://schemas.openid.net/event/backchannel-logout").ValueKind);
        Assert.False(jwt.TryGetPayloadValue<string>("nonce", out _));
        Assert.NotEmpty(jwt.Id);
        return jwt;
    }
}
