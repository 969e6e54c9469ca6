using System.Net;
using AuthPortal.Data.Entities;
using AuthPortal.Interactions;
using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>A request under way belongs to the browser that began it.</summary>
public sealed class InteractionBindingTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    private const string Cookie = "__Host-authportal-browser";

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var browser = await portal.SignedInAsync();
        using var answer = await browser.Http.GetAsync(Address());
        var cookie = Assert.Single(
            answer.Headers.GetValues("Set-Cookie"),
            c => c.StartsWith(Cookie, StringComparison.Ordinal));
        Assert.Contains("; path=/", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_browser_sees_what_it_sees_of_an_unknown_one()
    {
        using var victim = await portal.SignedInAsync();
        var id = InteractionOf(await victim.GoAsync(Address()));
        using var attacker = await portal.SignedInAsync("bob");
        await attacker.GoAsync(Address());
        var theirs = await attacker.GoAsync($"/authorize?interaction={id}");
        var unknown = await attacker.GoAsync("/authorize?interaction=unknown");
        AuthorizeAssert.IsShown(theirs);
        Assert.Equal(unknown.Page!.QuerySelector("main")!.TextContent, theirs.Page!.QuerySelector("main")!.TextContent);
        using var withoutCookie = await portal.SignedInAsync();
        AuthorizeAssert.IsShown(await withoutCookie.GoAsync($"/authorize?interaction={id}"));
    }

    [Fact]
    public async Task Another_browser_can_record_no_answer()
    {
        using var victim = await portal.SignedInAsync();
        var id = InteractionOf(await victim.GoAsync(Address()));
        using var attacker = await portal.SignedInAsync("bob");
        await attacker.GoAsync(Address());
        Assert.False(await portal.RecordAsync(attacker, id, "bob", ConsentDecision.Allow));
        Assert.Equal("/consent", (await victim.GoAsync($"/authorize?interaction={id}")).Address.AbsolutePath);
    }

    [Fact]
    public async Task Two_tabs_of_a_browser_do_not_disturb_each_other()
    {
        using var browser = await portal.SignedInAsync("bob");
        var first = await browser.GoAsync(Address(("state", "first")));
        var second = await browser.GoAsync(Address(("state", "second")));
        Assert.NotEqual(InteractionOf(first), InteractionOf(second));
        var done = await portal.AnswerAsync(browser, first, "bob", ConsentDecision.Deny);
        Assert.Equal("first", done.Answer["state"]);
        done = await portal.AnswerAsync(browser, second, "bob", ConsentDecision.Deny);
        Assert.Equal("second", done.Answer["state"]);
    }

    [Fact]
    public async Task It_ends_after_half_an_hour()
    {
        using var browser = await portal.SignedInAsync();
        var id = InteractionOf(await browser.GoAsync(Address()));
        portal.Clock.Advance(InteractionStore.Lifetime);
        AuthorizeAssert.IsShown(await browser.GoAsync($"/authorize?interaction={id}"));
        Assert.False(await portal.RecordAsync(browser, id, "alice", ConsentDecision.Allow));
    }

    [Fact]
    public async Task What_stands_beside_the_id_changes_nothing()
    {
        using var browser = await portal.SignedInAsync();
        var consent = await browser.GoAsync(Address());
        await portal.RecordAsync(browser, InteractionOf(consent), "alice", ConsentDecision.Deny);
        var visit = await browser.GoAsync(
            $"/authorize?interaction={InteractionOf(consent)}&client_id={Trusted}&redirect_uri=https://evil.example.test");
        Assert.StartsWith(Callback + "?error=access_denied", visit.LeftFor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_is_sent_round_to_get_the_cookies_that_it_lacked()
    {
        using var browser = await portal.SignedInAsync();
        await browser.GoAsync(Address());
        var before = browser.Cookies.GetCookies(new Uri(Portal.Issuer))[Cookie]!.Value;

        // The browser holds back its Lax cookies: the form arrives as if from a stranger.
        using var crossSite = portal.NewClient();
        using var form = new FormUrlEncodedContent(Request(("client_id", Trusted)));
        using var answer = await crossSite.PostAsync("/authorize", form);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var round = answer.Headers.Location!.OriginalString;
        Assert.StartsWith("/authorize?interaction=", round, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));

        var done = await browser.GoAsync(round);
        Assert.StartsWith(Callback + "?code=", done.LeftFor, StringComparison.Ordinal);
        Assert.Equal(before, browser.Cookies.GetCookies(new Uri(Portal.Issuer))[Cookie]!.Value);
        AuthorizeAssert.IsShown(await browser.GoAsync(round));
    }

    [Fact]
    public async Task The_first_browser_that_comes_round_is_the_only_one()
    {
        using var crossSite = portal.NewClient();
        using var form = new FormUrlEncodedContent(Request());
        using var answer = await crossSite.PostAsync("/authorize", form);
        var round = answer.Headers.Location!.OriginalString;
        using var first = await portal.SignedInAsync();
        Assert.Equal("/consent", (await first.GoAsync(round)).Address.AbsolutePath);
        using var second = await portal.SignedInAsync("bob");
        AuthorizeAssert.IsShown(await second.GoAsync(round));
    }

    [Fact]
    public async Task A_posted_request_that_is_wrong_stores_nothing()
    {
        var before = await portal.CountInteractionsAsync();
        using var stranger = portal.NewClient();
        using var unproven = new FormUrlEncodedContent(Request(("redirect_uri", "https://evil.example.test")));
        using var shown = await stranger.PostAsync("/authorize", unproven);
        Assert.Equal(HttpStatusCode.BadRequest, shown.StatusCode);
        using var wrong = new FormUrlEncodedContent(Request(("scope", "unheard.of")));
        using var refused = await stranger.PostAsync("/authorize", wrong);
        Assert.StartsWith(
            Callback + "?error=invalid_scope", refused.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(before, await portal.CountInteractionsAsync());
    }
}
