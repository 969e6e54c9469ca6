using System.Net;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>RFC 6749 §5.1 and §10.13, RFC 9700 §4.2 and §4.16: nothing is kept, framed, or told by a Referer.</summary>
public sealed class AnswerHeaderTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Fact]
    public async Task No_page_of_the_journey_can_be_framed_or_kept()
    {
        using var browser = await portal.SignedInAsync();
        using var stranger = new Browser(portal);
        (string What, Visit Visit)[] visits =
        [
            ("login", await stranger.GoAsync(Address())),
            ("signup", await stranger.GoAsync("/signup")),
            ("consent", await browser.GoAsync(Address())),
            ("refused", await browser.GoAsync(Address(("client_id", "nobody")))),
            ("ended", await browser.GoAsync("/authorize?interaction=unknown")),
            ("consent without a request", await browser.GoAsync("/consent?interaction=unknown")),
            ("form_post", await browser.GoAsync(Address(("client_id", Trusted), ("response_mode", "form_post")))),
            ("logout", await browser.GoAsync("/logout")),
            ("signed out", await browser.GoAsync("/signed-out")),
            ("apps", await browser.GoAsync("/apps")),
            ("security", await browser.GoAsync("/account/security")),
            ("nothing", await browser.GoAsync("/nothing-is-here")),
        ];
        foreach (var (what, visit) in visits)
        {
            Assert.True(visit.Page is not null, what);
            var headers = visit.Response.Headers;
            Assert.Contains(
                "frame-ancestors 'none'", string.Join(' ', headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal((what, "DENY"), (what, Assert.Single(headers.GetValues("X-Frame-Options"))));
            Assert.True(headers.CacheControl?.NoStore, what);
            Assert.Contains(Assert.Single(headers.GetValues("Referrer-Policy")), new[] { "same-origin", "no-referrer" });
        }
    }

    [Fact]
    public async Task An_answer_through_the_browser_is_not_kept_and_is_followed_by_GET()
    {
        using var browser = await portal.SignedInAsync();
        foreach (var address in new[] { Address(("client_id", Trusted)), Address(("prompt", "none")), Address() })
        {
            using var answer = await browser.Http.GetAsync(address);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task No_answer_with_a_token_or_about_one_is_kept_or_readable_with_credentials()
    {
        var app = await AppScene.CreateAsync(portal);
        app.Http.DefaultRequestHeaders.Add("Origin", "https://app.example.test");
        var tokens = await app.RedeemAsync(await app.CodeAsync());
        Answer[] answers =
        [
            tokens,
            await app.RefreshAsync(tokens["refresh_token"]!),
            await app.RedeemAsync("unknown"),
            await app.UserInfoAsync(tokens["access_token"]!),
            await app.UserInfoAsync("unknown"),
            await app.PostAsync("/introspect", ("token", tokens["access_token"])),
            await app.PostAsync("/introspect"),
            await app.PostAsync("/revoke", ("token", tokens["access_token"])),
            await app.PostAsync("/revoke"),
        ];
        Assert.All(answers, answer =>
        {
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Equal("no-cache", answer.Headers.Pragma.ToString());
            Assert.Equal("application/json", answer.ContentType);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        });
    }

    [Fact]
    public async Task What_is_wrong_with_a_client_is_not_told_to_who_asks_in_a_browser()
    {
        using var browser = await portal.SignedInAsync();
        var pages = new List<string>();
        foreach (var address in new[]
        {
            Address(("client_id", "nobody")), Address(("client_id", Disabled)), Address(("client_id", null)),
            Address(("redirect_uri", "https://evil.example.test/")), Address(("redirect_uri", null)),
        })
        {
            // The trace id differs, and is the one word with digits.
            var words = (await browser.GoAsync(address)).Page!.QuerySelector("main")!.TextContent.Split();
            pages.Add(string.Join(' ', words.Where(w => !w.Any(char.IsAsciiDigit))));
        }

        Assert.Single(pages.Distinct(StringComparer.Ordinal));
    }
}
