using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.EndSession;

/// <summary>
/// OpenID Connect Back-Channel Logout §2.7: refresh tokens without offline_access end with the session that they came of,
/// those with it live on.
/// </summary>
public sealed class SessionTokensTests(Portal portal) : IClassFixture<Portal>
{
    private const string Secret = "a-client-secret";

    [Theory]
    [InlineData("the app's link")]
    [InlineData("our page")]
    [InlineData("ended elsewhere")]
    public async Task What_was_not_allowed_offline_ends_with_the_session(string way)
    {
        var (person, app) = await SceneAsync();
        using var browser = await SignedInAsync(person);
        var online = await TokensAsync(browser, app, "openid");
        var offline = await TokensAsync(browser, app, "openid offline_access");
        var code = await CodeAsync(browser, app, "openid");
        using var other = await SignedInAsync(person);
        var elsewhere = await TokensAsync(other, app, "openid");
        await EndAsync(way, browser, person, online["id_token"]!, elsewhere["id_token"]!);

        (await RefreshAsync(app, online)).Refused("invalid_grant");
        (await RedeemAsync(app, code)).Refused("invalid_grant");
        Assert.Equal(401, await UserInfoAsync(online["access_token"]!));
        (await RefreshAsync(app, offline)).Ok();
        Assert.Equal(200, await UserInfoAsync(offline["access_token"]!));
        (await RefreshAsync(app, elsewhere)).Ok();
    }

    [Fact]
    public async Task A_scope_that_only_ends_like_it_is_not_offline_access()
    {
        await portal.AddScopeAsync("not_offline_access", "Something else");
        portal.Services.GetRequiredService<AuthPortal.Clients.ScopeCatalog>().Forget();
        var (person, app) = await SceneAsync("openid not_offline_access");
        using var browser = await SignedInAsync(person);
        var tokens = await TokensAsync(browser, app, "openid not_offline_access");
        await browser.SubmitAsync(await browser.GoAsync("/logout"));
        (await RefreshAsync(app, tokens)).Refused("invalid_grant");
    }

    [Fact]
    public async Task A_device_that_was_signed_in_from_the_session_lives_on()
    {
        var (person, app) = await SceneAsync();
        using var browser = await SignedInAsync(person);
        var tokens = await TokensAsync(browser, app, "openid");
        await portal.WriteAsync(async db =>
        {
            var grant = await db.Grants.SingleAsync(g => g.ClientId == app);
            var session = (await db.TokenFamilies.SingleAsync(f => f.GrantId == grant.Id)).SessionId;
            var now = portal.Clock.GetUtcNow();
            db.TokenFamilies.Add(new TokenFamily
            {
                Id = Guid.CreateVersion7(now),
                GrantId = grant.Id,
                GrantType = GrantTypeName.DeviceCode,
                Scopes = "openid",
                SessionId = session,
                AuthTime = now,
                CreatedAt = now,
                LastUsedAt = now,
                ExpiresAt = now.AddDays(1),
            });
        });
        await browser.SubmitAsync(await browser.GoAsync("/logout"));
        (await RefreshAsync(app, tokens)).Refused("invalid_grant");
        var left = await portal.ReadAsync(db => db.TokenFamilies.SingleAsync(f => f.Grant!.ClientId == app));
        Assert.Equal(GrantTypeName.DeviceCode, left.GrantType);
    }

    private async Task EndAsync(string way, Browser browser, User person, string idToken, string keptIdToken)
    {
        switch (way)
        {
            case "the app's link":
                await browser.GoAsync("/logout?id_token_hint=" + idToken);
                break;
            case "our page":
                await browser.SubmitAsync(await browser.GoAsync("/logout"));
                break;
            default:
                await portal.WriteAsync(db => portal.Services.GetRequiredService<ISessionEnding>()
                    .EndOthersAsync(db, person.Id, new JsonWebToken(keptIdToken).GetPayloadValue<string>("sid")));
                break;
        }
    }

    private async Task<(User Person, string App)> SceneAsync(string scope = "openid offline_access")
    {
        var name = "st-" + AppScene.NextName();
        var person = await portal.AddUserAsync(name);
        await portal.AddClientAsync(
            name,
            new ClientMetadata
            {
                ClientName = name,
                RedirectUris = [AppScene.Redirect],
                GrantTypes = ["authorization_code", "refresh_token"],
                Scope = scope,
                SkipConsent = true,
            },
            Secret);
        return (person, name);
    }

    private async Task<Browser> SignedInAsync(User person)
    {
        var browser = new Browser(portal);
        await browser.HasSignedInAsync(person.UserName!);
        return browser;
    }

    private static async Task<string> CodeAsync(Browser browser, string app, string scope)
        => (await browser.GoAsync(AuthorizePortal.Address(
            ("client_id", app), ("redirect_uri", AppScene.Redirect), ("scope", scope),
            ("code_challenge", Pkce.Challenge(AppScene.Verifier))))).Answer["code"];

    private async Task<Answer> TokensAsync(Browser browser, string app, string scope)
        => (await RedeemAsync(app, await CodeAsync(browser, app, scope))).Ok();

    private Task<Answer> RedeemAsync(string app, string code) => PostAsync(
        app, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", AppScene.Redirect), ("code_verifier", AppScene.Verifier));

    private Task<Answer> RefreshAsync(string app, Answer tokens)
        => PostAsync(app, ("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!));

    private async Task<Answer> PostAsync(string app, params (string Name, string Value)[] form)
    {
        using var http = portal.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Authorization = AppScene.Basic(app, Secret);
        return await Answer.OfAsync(await http.SendAsync(request));
    }

    private async Task<int> UserInfoAsync(string token)
    {
        using var http = portal.NewClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await http.GetAsync("/userinfo");
        return (int)answer.StatusCode;
    }
}
