using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>What a person allows, and what is made of it: OpenID Connect Core §3.1.2.4, RFC 6749 §3.3 and §4.1.2.1.</summary>
public sealed class ConsentTests : IAsyncLifetime
{
    private readonly AuthorizePortal _portal = new();

    [Fact]
    public async Task Allowing_gives_a_code_and_is_remembered()
    {
        using var browser = await _portal.SignedInAsync();
        var done = await _portal.AnswerAsync(browser, await AskAsync(browser), "alice", ConsentDecision.Allow);
        Assert.StartsWith(Callback + "?code=", done.LeftFor, StringComparison.Ordinal);
        Assert.Equal("openid profile", (await _portal.CodeAsync(done.Answer["code"])).Scopes);
        Assert.Equal(0, await _portal.CountInteractionsAsync());
        Assert.True((await browser.GoAsync(Address())).Answer.ContainsKey("code"));
        Assert.Equal(0, await _portal.CountInteractionsAsync());
    }

    [Fact]
    public async Task Denying_is_access_denied_and_nothing_is_allowed()
    {
        using var browser = await _portal.SignedInAsync();
        var done = await _portal.AnswerAsync(browser, await AskAsync(browser), "alice", ConsentDecision.Deny);
        await _portal.IsRefusedAsync(done, "access_denied");
        Assert.Equal(0, await _portal.ReadAsync(db => db.Grants.CountAsync()));
        Assert.Equal(0, await _portal.CountInteractionsAsync());
        Assert.Equal("/consent", (await browser.GoAsync(Address())).Address.AbsolutePath);
    }

    [Fact]
    public async Task Only_what_is_new_is_asked_for()
    {
        using var browser = await _portal.SignedInAsync();
        await _portal.AnswerAsync(browser, await AskAsync(browser), "alice", ConsentDecision.Allow);
        Assert.True((await browser.GoAsync(Address(("scope", "openid")))).Answer.ContainsKey("code"));
        var more = await browser.GoAsync(Address(("scope", "openid email")));
        var done = await _portal.AnswerAsync(browser, more, "alice", ConsentDecision.Allow);
        Assert.Equal("openid email", (await _portal.CodeAsync(done.Answer["code"])).Scopes);
        var grant = await _portal.ReadAsync(db => db.Grants.SingleAsync());
        Assert.Equal("openid profile email", grant.Scopes);
    }

    [Fact]
    public async Task An_unticked_scope_is_left_out_and_not_asked_for_again()
    {
        using var browser = await _portal.SignedInAsync();
        (string, string?)[] request = [("client_id", Optional), ("scope", "openid profile email")];
        var consent = await browser.GoAsync(Address(request));
        var done = await _portal.AnswerAsync(browser, consent, "alice", ConsentDecision.Allow, "profile unheard.of");
        Assert.Equal("openid profile", (await _portal.CodeAsync(done.Answer["code"])).Scopes);
        var grant = await _portal.ReadAsync(db => db.Grants.SingleAsync());
        Assert.Equal("openid profile", grant.Scopes);
        Assert.Equal("email", grant.DeniedScopes);

        var again = await browser.GoAsync(Address(request));
        Assert.Equal("openid profile", (await _portal.CodeAsync(again.Answer["code"])).Scopes);
        var tokens = await _portal.TokensAsync(again.Answer["code"], Optional);
        Assert.Equal("openid profile", tokens.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task Asked_again_an_unticked_scope_can_be_allowed_and_an_allowed_one_taken_back()
    {
        using var browser = await _portal.SignedInAsync();
        (string, string?)[] request =
            [("client_id", Optional), ("scope", "openid profile email"), ("prompt", "consent")];
        await _portal.AnswerAsync(
            browser, await browser.GoAsync(Address(request)), "alice", ConsentDecision.Allow, "profile");
        await _portal.AnswerAsync(
            browser, await browser.GoAsync(Address(request)), "alice", ConsentDecision.Allow, "email");
        var grant = await _portal.ReadAsync(db => db.Grants.SingleAsync());
        Assert.Equal("openid email", grant.Scopes);
        Assert.Equal("profile", grant.DeniedScopes);
    }

    [Fact]
    public async Task What_one_person_allowed_counts_for_nobody_else()
    {
        using var browser = await _portal.SignedInAsync();
        var consent = await AskAsync(browser);
        Assert.True(await _portal.RecordAsync(browser, InteractionOf(consent), "alice", ConsentDecision.Allow));
        await browser.HasSignedInAsync("bob");
        var visit = await browser.GoAsync($"/authorize?interaction={InteractionOf(consent)}");
        Assert.Equal("/consent", visit.Address.AbsolutePath);
        Assert.Equal(0, await _portal.CountCodesAsync());
        Assert.Equal(0, await _portal.ReadAsync(db => db.Grants.CountAsync()));
    }

    [Fact]
    public async Task A_double_click_gets_one_code_and_a_page()
    {
        using var browser = await _portal.SignedInAsync();
        var consent = await AskAsync(browser);
        Assert.True(await _portal.RecordAsync(browser, InteractionOf(consent), "alice", ConsentDecision.Allow));
        var back = $"/authorize?interaction={InteractionOf(consent)}";
        var visits = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.GoAsync(back)));
        Assert.Single(visits, v => v.LeftFor is not null);
        Assert.All(visits.Where(v => v.LeftFor is null), AuthorizeAssert.IsShown);
        Assert.Equal(1, await _portal.CountCodesAsync());
    }

    [Fact]
    public async Task An_app_that_needs_no_consent_has_a_grant_all_the_same()
    {
        using var browser = await _portal.SignedInAsync();
        await browser.GoAsync(Address(("client_id", Trusted)));
        await browser.GoAsync(Address(("client_id", Trusted), ("scope", "openid email")));
        var grant = await _portal.ReadAsync(db => db.Grants.SingleAsync());
        Assert.Equal("openid profile email", grant.Scopes);
        Assert.Equal(2, await _portal.CountCodesAsync());
    }

    [Fact]
    public async Task A_revoked_app_is_asked_about_again()
    {
        using var browser = await _portal.SignedInAsync();
        await _portal.AnswerAsync(browser, await AskAsync(browser), "alice", ConsentDecision.Allow);
        await _portal.WriteAsync(db => db.Grants.ExecuteDeleteAsync());
        Assert.Equal("/consent", (await browser.GoAsync(Address())).Address.AbsolutePath);
    }

    [Fact]
    public async Task A_person_deleted_meanwhile_gets_a_page_and_no_code()
    {
        using var browser = await _portal.SignedInAsync();
        var id = await _portal.UserIdAsync("alice");
        await _portal.WriteAsync(db => db.Users.Where(u => u.Id == id).ExecuteDeleteAsync());

        // The session went with the person: whoever sits there is asked to sign in.
        var visit = await browser.GoAsync(Address(("client_id", Trusted)));
        Assert.NotNull(visit.Page?.QuerySelector("input[name='Input.Password']"));
        Assert.Equal(0, await _portal.CountCodesAsync());
    }

    [Fact]
    public async Task Yes_and_no_are_on_the_record()
    {
        using var browser = await _portal.SignedInAsync();
        await _portal.AnswerAsync(browser, await AskAsync(browser), "alice", ConsentDecision.Deny);
        await _portal.AnswerAsync(browser, await AskAsync(browser), "alice", ConsentDecision.Allow);
        var events = await _portal.ReadAsync(db => db.AuditEvents
            .Where(e => e.Type.StartsWith("consent.")).OrderBy(e => e.Id).ToListAsync());
        Assert.Equal([AuditEventType.ConsentDenied, AuditEventType.ConsentAllowed], events.Select(e => e.Type));
        Assert.All(events, e => Assert.Equal(Web, e.ClientId));
        Assert.All(events, e => Assert.Equal("Notes", e.Data["app"]));
        Assert.All(events, e => Assert.Equal("openid profile", e.Data["scopes"]));
    }

    public Task InitializeAsync() => _portal.InitializeAsync();

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    private static async Task<Visit> AskAsync(Browser browser)
    {
        var consent = await browser.GoAsync(Address());
        Assert.Equal("/consent", consent.Address.AbsolutePath);
        return consent;
    }
}
