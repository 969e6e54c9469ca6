using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>OpenID Connect Core §3.1.2.1, §3.1.2.3 and §3.1.2.6.</summary>
public sealed class OidcPromptTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData("none login")]
    [InlineData("login none")]
    [InlineData("none consent")]
    [InlineData("unheard-of")]
    [InlineData("LOGIN")]
    [InlineData("none create")]
    public async Task A_prompt_that_makes_no_sense_is_invalid_request(string prompt)
    {
        using var browser = await portal.SignedInAsync();
        await portal.IsRefusedAsync(await browser.GoAsync(Address(("prompt", prompt))), "invalid_request");
    }

    [Fact]
    public async Task Nobody_signed_in_and_prompt_none_is_login_required_without_a_page()
    {
        var before = await portal.CountInteractionsAsync();
        using var browser = new Browser(portal);
        var visit = await browser.GoAsync(Address(("prompt", "none")));
        await portal.IsRefusedAsync(visit, "login_required");
        Assert.Equal(before, await portal.CountInteractionsAsync());
        Assert.Equal(0, browser.Cookies.Count);
    }

    [Fact]
    public async Task Nothing_allowed_yet_and_prompt_none_is_consent_required_without_a_page()
    {
        var before = await portal.CountInteractionsAsync();
        using var browser = await portal.SignedInAsync();
        await portal.IsRefusedAsync(await browser.GoAsync(Address(("prompt", "none"))), "consent_required");
        Assert.Equal(before, await portal.CountInteractionsAsync());
    }

    [Fact]
    public async Task Signed_in_and_allowed_prompt_none_gives_a_code()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("prompt", "none")));
        Assert.True(visit.Answer.ContainsKey("code"));
    }

    [Theory]
    [InlineData("login")]
    [InlineData("select_account")]
    public async Task A_new_sign_in_is_asked_for_and_only_a_later_one_counts(string prompt)
    {
        using var browser = await portal.SignedInAsync();
        portal.Clock.Advance(TimeSpan.FromMinutes(5));
        var login = await browser.GoAsync(Address(("client_id", Trusted), ("prompt", prompt)));
        Assert.Equal("/login", login.Address.AbsolutePath);
        var id = InteractionOf(login);

        // Going back without signing in again leads to the sign-in page again.
        var again = await browser.GoAsync($"/authorize?interaction={id}");
        Assert.Equal("/login", again.Address.AbsolutePath);
        Assert.Equal(id, InteractionOf(again));

        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.HasSignedInAsync("alice");
        var done = await browser.GoAsync($"/authorize?interaction={id}");
        var code = await portal.CodeAsync(done.Answer["code"]);
        Assert.Equal(portal.Clock.GetUtcNow(), code.AuthTime);
    }

    [Fact]
    public async Task The_real_sign_in_page_leads_back_to_the_app()
    {
        using var browser = new Browser(portal);
        var login = await browser.GoAsync(Address(("client_id", Trusted)));
        Assert.Equal("/login", login.Address.AbsolutePath);
        var done = await browser.SubmitAsync(
            login, ("Input.UserName", "alice"), ("Input.Password", Seed.Password));
        Assert.StartsWith(Callback + "?code=", done.LeftFor, StringComparison.Ordinal);
        Assert.Equal("s t/a+t&e=ü", done.Answer["state"]);
    }

    [Fact]
    public async Task Prompt_consent_asks_again_what_was_allowed_before()
    {
        using var browser = await portal.SignedInAsync("bob");
        var first = await portal.AnswerAsync(browser, await browser.GoAsync(Address(("client_id", Optional))), "bob", ConsentDecision.Allow);
        Assert.True(first.Answer.ContainsKey("code"));
        Assert.True((await browser.GoAsync(Address(("client_id", Optional)))).Answer.ContainsKey("code"));
        var asked = await browser.GoAsync(Address(("client_id", Optional), ("prompt", "consent")));
        var second = await portal.AnswerAsync(browser, asked, "bob", ConsentDecision.Allow);
        Assert.True(second.Answer.ContainsKey("code"));
    }

    [Fact]
    public async Task Prompt_consent_asks_even_for_an_app_that_needs_none()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("prompt", "consent")));
        Assert.Equal("/consent", visit.Address.AbsolutePath);
    }
}
