using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Certification;

/// <summary>
/// OpenID Connect Front-Channel Logout §2 and §3: whose address is framed, with what, and that nobody's is without a reason.
/// What must not be registered stands in the tests of registration.
/// </summary>
public sealed class FrontChannelLogoutRefusalTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task S2_each_app_of_the_session_hears_iss_and_its_own_sid_and_no_other_app_does()
    {
        var (first, second) = (await AppAsync("one"), await AppAsync("two"));
        var (never, elsewhere) = (await AppAsync("three"), await AppAsync("four"));
        var open = await AppAsync("five", m => m with { FrontchannelLogoutUri = null });
        using var browser = await SignedInAsync(first);
        using var other = await SignedInAsync(first);
        var token = await IdTokenAsync(browser, first);
        var known = new[] { token, await IdTokenAsync(browser, second) };
        await IdTokenAsync(browser, open);
        await IdTokenAsync(other, elsewhere);

        var page = await browser.GoAsync("/logout?id_token_hint=" + token);
        var frames = page.Page!.QuerySelectorAll("iframe").Select(f => f.GetAttribute("src")!).ToList();
        Assert.Equal(2, frames.Count);
        foreach (var (app, idToken) in new[] { first, second }.Zip(known))
        {
            var sid = new JsonWebToken(idToken).GetPayloadValue<string>("sid");
            Assert.Contains(
                $"https://{app.ClientId}.example.test/out?keep=1&iss={Uri.EscapeDataString(Portal.Issuer)}&sid={Uri.EscapeDataString(sid)}",
                frames);
        }

        Assert.DoesNotContain(never.ClientId, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(elsewhere.ClientId, page.Text, StringComparison.Ordinal);
        var policy = string.Join(';', page.Response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(
            new[] { first, second }.Select(a => $"https://{a.ClientId}.example.test").Order(),
            policy.Split("frame-src ")[1].Split(';')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task S2_no_app_is_framed_before_the_person_says_yes_nor_where_nobody_is_signed_in()
    {
        var app = await AppAsync("six");
        using var browser = await SignedInAsync(app);
        await IdTokenAsync(browser, app);
        var before = await Rows.CountAsync(portal);
        foreach (var address in new[] { "/logout", "/logout?id_token_hint=forged", $"/logout?client_id={app.ClientId}" })
        {
            var asked = await browser.GoAsync(address);
            Assert.Empty(asked.Page!.QuerySelectorAll("iframe"));
        }

        using var nobody = new Browser(portal);
        Assert.Empty((await nobody.GoAsync("/logout")).Page!.QuerySelectorAll("iframe"));
        Assert.Equal(before, await Rows.CountAsync(portal));
        Assert.NotEmpty((await browser.GoAsync(At(app) + "&prompt=none")).Answer["code"]);
    }

    [Fact]
    public async Task S2_a_disabled_app_is_not_framed()
    {
        var app = await AppAsync("seven");
        using var browser = await SignedInAsync(app);
        var token = await IdTokenAsync(browser, app);
        DateTimeOffset? now = portal.Clock.GetUtcNow();
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == app.ClientId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, now)));
        var page = await browser.GoAsync("/logout?id_token_hint=" + token);
        Assert.Equal("/signed-out", page.Address.AbsolutePath);
        Assert.Empty(page.Page!.QuerySelectorAll("iframe"));
    }

    private static string At(AppScene app)
        => $"/authorize?client_id={app.ClientId}&response_type=code&scope=openid&state=s"
            + $"&redirect_uri={Uri.EscapeDataString($"https://{app.ClientId}.example.test/cb")}"
            + $"&code_challenge_method=S256&code_challenge={Pkce.Challenge(AppScene.Verifier)}";

    private static async Task<string> IdTokenAsync(Browser browser, AppScene app)
    {
        var code = (await browser.GoAsync(At(app))).Answer["code"];
        return (await app.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("code_verifier", AppScene.Verifier),
            ("redirect_uri", $"https://{app.ClientId}.example.test/cb"))).Ok()["id_token"]!;
    }

    private async Task<AppScene> AppAsync(string name, Func<ClientMetadata, ClientMetadata>? change = null)
    {
        var id = "frame-" + name;
        var metadata = new ClientMetadata
        {
            ClientName = id,
            RedirectUris = [$"https://{id}.example.test/cb"],
            Scope = "openid",
            SkipConsent = true,
            FrontchannelLogoutUri = $"https://{id}.example.test/out?keep=1",
        };
        await portal.AddClientAsync(id, change?.Invoke(metadata) ?? metadata, "secret-value");
        return new AppScene(portal, portal.NewClient(), new User(), id, "secret-value", Guid.Empty);
    }

    private async Task<Browser> SignedInAsync(AppScene app)
    {
        var name = "person-of-" + app.ClientId;
        if (!await portal.ReadAsync(db => db.Users.AnyAsync(u => u.UserName == name)))
        {
            await portal.AddUserAsync(name);
        }

        var browser = new Browser(portal);
        await browser.HasSignedInAsync(name);
        return browser;
    }
}
