using System.Net;
using System.Text;
using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.EndSession;

/// <summary>OpenID Connect RP-Initiated Logout, each module of the certification suite and what it leaves out.</summary>
public sealed class RpInitiatedLogoutTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>, IAsyncLifetime
{
    private const string After = "https://app.example.test/signed-out";
    private const string App = "logs-out";

    public async Task InitializeAsync()
    {
        if (await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.Id == App)))
        {
            return;
        }

        await portal.AddClientAsync(
            App,
            Metadata with { SkipConsent = true, PostLogoutRedirectUris = [After, After + "?a=b"] },
            "secret-value");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Discovery_names_the_endpoint()
    {
        using var http = portal.NewClient();
        var metadata = JsonDocument.Parse(await http.GetStringAsync("/.well-known/openid-configuration")).RootElement;
        Assert.Equal(Portal.Issuer + "/logout", metadata.GetProperty("end_session_endpoint").GetString());
    }

    [Fact]
    public async Task With_a_hint_the_person_is_signed_out_and_sent_back_with_state()
    {
        var (browser, hint) = await SignedInWithHintAsync();
        var visit = await browser.GoAsync(Logout(hint, After, "s t&a=te"));
        Assert.Equal(After + "?state=s%20t%26a%3Dte", visit.LeftFor);
        await AssertSignedOutAsync(browser);
        var userId = await portal.UserIdAsync("alice");
        Assert.True(await portal.ReadAsync(db => db.AuditEvents.AnyAsync(
            e => e.Type == AuditEventType.SignedOut && e.UserId == userId)));
    }

    [Fact]
    public async Task An_expired_hint_does_as_well()
    {
        var (browser, hint) = await SignedInWithHintAsync();
        portal.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(After, (await browser.GoAsync(Logout(hint, After))).LeftFor);
        await AssertSignedOutAsync(browser);
    }

    [Fact]
    public async Task A_registered_query_is_kept()
    {
        var (browser, hint) = await SignedInWithHintAsync();
        Assert.Equal(After + "?a=b&state=x", (await browser.GoAsync(Logout(hint, After + "?a=b", "x"))).LeftFor);
    }

    [Theory]
    [InlineData("https://evil.example.test/")]
    [InlineData(After + "?added=1")]
    [InlineData(After + "/")]
    [InlineData("HTTPS://app.example.test/signed-out")]
    [InlineData(Callback)]
    [InlineData("javascript:alert(1)")]
    public async Task An_address_that_is_not_registered_is_shown_and_nobody_signed_out(string address)
    {
        var (browser, hint) = await SignedInWithHintAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(Logout(hint, address, "x")));
        await AssertSignedInAsync(browser);
    }

    [Fact]
    public async Task A_hint_that_nobody_signed_is_worth_nothing()
    {
        var (browser, hint) = await SignedInWithHintAsync();
        var header = Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes("{\"alg\":\"none\",\"typ\":\"JWT\"}"));
        await AssertAskedWithoutRedirectAsync(browser, Logout($"{header}.{hint.Split('.')[1]}.", After, "x"));
    }

    [Fact]
    public async Task A_hint_that_somebody_else_signed_is_worth_nothing()
    {
        var (browser, hint) = await SignedInWithHintAsync();
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        var foreign = new JsonWebTokenHandler().CreateToken(
            Base64UrlEncoder.Decode(hint.Split('.')[1]),
            new SigningCredentials(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256));
        await AssertAskedWithoutRedirectAsync(browser, Logout(foreign, After, "x"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "x")]
    [InlineData(After, null)]
    [InlineData(After, "x")]
    [InlineData("https://evil.example.test/", "x")]
    public async Task Without_a_hint_the_person_is_asked_and_nothing_is_redirected(string? address, string? state)
    {
        var (browser, _) = await SignedInWithHintAsync();
        await AssertAskedWithoutRedirectAsync(browser, Logout(null, address, state));
    }

    [Fact]
    public async Task With_a_client_id_alone_the_person_is_asked_and_then_sent_back()
    {
        var (browser, _) = await SignedInWithHintAsync();
        var asked = await browser.GoAsync(Logout(null, After, "x") + $"&client_id={App}");
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        await AssertSignedInAsync(browser);
        var done = await browser.SubmitAsync(asked);
        Assert.Equal(After + "?state=x", done.LeftFor);
        await AssertSignedOutAsync(browser);
    }

    [Fact]
    public async Task The_confirmation_cannot_be_made_to_lead_elsewhere()
    {
        var (browser, _) = await SignedInWithHintAsync();
        var asked = await browser.GoAsync(Logout(null, After, "x") + $"&client_id={App}");
        var done = await browser.SubmitAsync(asked, ("post_logout_redirect_uri", "https://evil.example.test/"));
        Assert.Equal("/signed-out", done.Address.AbsolutePath);
        Assert.Null(done.LeftFor);
    }

    [Fact]
    public async Task A_confirmation_from_another_site_signs_nobody_out()
    {
        var (browser, _) = await SignedInWithHintAsync();
        using var forged = new FormUrlEncodedContent([new("client_id", App)]);
        using var answer = await browser.Http.PostAsync("/logout/confirm", forged);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await AssertSignedInAsync(browser);
    }

    [Fact]
    public async Task Without_an_address_the_person_is_signed_out_and_told_so()
    {
        var (browser, hint) = await SignedInWithHintAsync();
        var visit = await browser.GoAsync(Logout(hint, null));
        Assert.Equal("/signed-out", visit.Address.AbsolutePath);
        await AssertSignedOutAsync(browser);
    }

    [Fact]
    public async Task A_hint_about_somebody_else_asks_first()
    {
        var (_, hint) = await SignedInWithHintAsync();
        using var bob = await portal.SignedInAsync("bob");
        var asked = await bob.GoAsync(Logout(hint, After));
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Null(asked.LeftFor);
        await AssertSignedInAsync(bob);
    }

    [Fact]
    public async Task A_client_id_that_the_hint_was_not_for_is_refused()
    {
        var (browser, hint) = await SignedInWithHintAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(Logout(hint, After) + $"&client_id={Trusted}"));
        await AssertSignedInAsync(browser);
    }

    [Fact]
    public async Task Nobody_signed_in_is_told_so()
    {
        using var browser = new Browser(portal);
        Assert.Equal("/signed-out", (await browser.GoAsync("/logout")).Address.AbsolutePath);
        var (_, hint) = await SignedInWithHintAsync();
        Assert.Equal(After, (await browser.GoAsync(Logout(hint, After))).LeftFor);
    }

    [Fact]
    public async Task A_posted_request_does_the_same()
    {
        var (browser, hint) = await SignedInWithHintAsync();
        using var form = new FormUrlEncodedContent(
            [new("id_token_hint", hint), new("post_logout_redirect_uri", After), new("state", "x")]);
        using var crossSite = portal.NewClient();
        using var round = await crossSite.PostAsync("/logout", form);
        Assert.Equal(HttpStatusCode.SeeOther, round.StatusCode);
        var visit = await browser.GoAsync(round.Headers.Location!.OriginalString);
        Assert.Equal(After + "?state=x", visit.LeftFor);
        await AssertSignedOutAsync(browser);

        await browser.HasSignedInAsync("alice");
        using var again = new FormUrlEncodedContent(
            [new("id_token_hint", hint), new("post_logout_redirect_uri", After)]);
        using var direct = await browser.Http.PostAsync("/logout", again);
        Assert.Equal(After, direct.Headers.Location!.OriginalString);
        await AssertSignedOutAsync(browser);
    }

    [Theory]
    [InlineData("state=a&state=b")]
    [InlineData("state=%00")]
    [InlineData("client_id=%FF")]
    [InlineData("id_token_hint=a&id_token_hint=b")]
    public async Task What_is_malformed_is_shown(string query)
    {
        var (browser, _) = await SignedInWithHintAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync("/logout?" + query));
        await AssertSignedInAsync(browser);
    }

    private static string Logout(string? hint, string? address, string? state = null)
    {
        var query = new[] { ("id_token_hint", hint), ("post_logout_redirect_uri", address), ("state", state) }
            .Where(p => p.Item2 is not null)
            .Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}");
        return "/logout?" + string.Join('&', query);
    }

    private async Task<(Browser Browser, string Hint)> SignedInWithHintAsync()
    {
        var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", App)));
        var tokens = await portal.TokensAsync(visit.Answer["code"], App);
        return (browser, tokens.GetProperty("id_token").GetString()!);
    }

    private static async Task AssertAskedWithoutRedirectAsync(Browser browser, string address)
    {
        var asked = await browser.GoAsync(address);
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Null(asked.LeftFor);
        await AssertSignedInAsync(browser);
        var done = await browser.SubmitAsync(asked);
        Assert.Equal("/signed-out", done.Address.AbsolutePath);
        Assert.Null(done.LeftFor);
        await AssertSignedOutAsync(browser);
    }

    private static async Task AssertSignedOutAsync(Browser browser)
        => Assert.Equal("login_required", (await SilentAsync(browser)).Answer["error"]);

    private static async Task AssertSignedInAsync(Browser browser)
        => Assert.True((await SilentAsync(browser)).Answer.ContainsKey("code"));

    private static Task<Visit> SilentAsync(Browser browser)
        => browser.GoAsync(Address(("client_id", App), ("prompt", "none")));
}
