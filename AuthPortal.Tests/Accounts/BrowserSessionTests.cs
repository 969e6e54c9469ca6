using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

/// <summary>Where a person is signed in: each browser has a row, and a cookie without its row is nobody's.</summary>
public sealed class BrowserSessionTests(Portal portal) : IClassFixture<Portal>
{
    private BrowserSessions Sessions => portal.Services.GetRequiredService<BrowserSessions>();

    [Fact]
    public async Task A_sign_in_is_listed_with_its_browser()
    {
        var user = await portal.AddUserAsync("listed");
        using var client = Browser("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        var person = portal.PersonIn((await client.SignInAsync("listed")).SessionOf()!);
        var session = Assert.Single(await Sessions.ListAsync(user.Id, default));
        Assert.Equal(person.SessionId, session.Id);
        Assert.Contains("Firefox", session.UserAgent, StringComparison.Ordinal);
        Assert.Equal(portal.Clock.GetUtcNow(), session.CreatedAt);
    }

    [Fact]
    public async Task A_copied_cookie_of_an_ended_session_is_refused_at_the_next_request()
    {
        var user = await portal.AddUserAsync("copied");
        using var client = portal.NewClient();
        var cookie = (await client.SignInAsync("copied")).SessionOf()!;
        using var thief = Thief(cookie);
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/account/security")).StatusCode);

        Assert.True(await Sessions.EndAsync(user.Id, portal.PersonIn(cookie).SessionId));
        Assert.Equal(HttpStatusCode.Found, (await thief.GetAsync("/account/security")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await client.GetAsync("/account/security")).StatusCode);
        Assert.False(await Sessions.EndAsync(user.Id, portal.PersonIn(cookie).SessionId));
        var recorded = await portal.ReadAsync(db => db.AuditEvents.SingleAsync(
            e => e.UserId == user.Id && e.Type == AuditEventType.SessionEnded));
        Assert.Equal(portal.Clock.GetUtcNow(), recorded.At);
    }

    [Fact]
    public async Task A_cookie_without_its_row_leads_to_the_sign_in_page_once_and_back()
    {
        await portal.AddUserAsync("upgraded");
        using var browser = new Browser(portal);
        await browser.SignInAsync("upgraded");
        var form = await browser.GoAsync("/account/email");
        await portal.WriteAsync(db => db.Sessions.ExecuteDeleteAsync());

        var late = await browser.SubmitAsync(
            form, (AngleSharp.Html.Dom.IHtmlFormElement)form.Page!.QuerySelector("main form")!, ("Input.Email", "late@example.test"));
        Assert.Equal("/login", late.Address.AbsolutePath);
        Assert.NotNull(late.Page!.QuerySelector("input[name='Input.Password']"));
        Assert.Null(browser.Cookies.GetCookies(new Uri(portal.Root))[PageForms.SessionCookie]);
        Assert.Equal(HttpStatusCode.OK, (await browser.GoAsync("/")).Status);
        var back = await browser.SubmitAsync(
            await browser.GoAsync("/account/email"), ("Input.UserName", "upgraded"), ("Input.Password", Seed.Password));
        Assert.Equal("/account/email", back.Address.AbsolutePath);
        Assert.Equal(0, await portal.ReadAsync(db => db.Users.CountAsync(u => u.PendingEmail == "late@example.test")));
    }

    [Fact]
    public async Task A_copy_outlives_neither_signing_out_nor_signing_in_anew()
    {
        await portal.AddUserAsync("leaving");
        using var client = portal.NewClient();
        using var first = Thief((await client.SignInAsync("leaving")).SessionOf()!);
        var second = (await client.SignInAsync("leaving", page: "/login?switch=1")).SessionOf()!;
        Assert.Equal(HttpStatusCode.Found, (await first.GetAsync("/account/security")).StatusCode);

        using var copy = Thief(second);
        Assert.Equal(HttpStatusCode.OK, (await copy.GetAsync("/account/security")).StatusCode);
        using var browser = new Browser(portal);
        browser.Cookies.Add(new Uri(portal.Root), new Cookie(PageForms.SessionCookie, second) { Path = "/" });
        var page = await browser.GoAsync("/account/security");
        await browser.SubmitAsync(
            page, page.Page!.QuerySelector("form[action='signout']") as AngleSharp.Html.Dom.IHtmlFormElement ?? throw new InvalidOperationException());
        Assert.Equal(HttpStatusCode.Found, (await copy.GetAsync("/account/security")).StatusCode);
    }

    [Fact]
    public async Task Ending_one_tells_the_apps_that_were_signed_in_to_from_there_and_no_others()
    {
        var user = await portal.AddUserAsync("told");
        using var here = portal.NewClient();
        using var there = portal.NewClient();
        var kept = portal.PersonIn((await here.SignInAsync("told")).SessionOf()!).SessionId;
        var ended = portal.PersonIn((await there.SignInAsync("told")).SessionOf()!).SessionId;
        await AddAppAsync(user.Id, "told-here", kept);
        await AddAppAsync(user.Id, "told-there", ended);
        Assert.Equal(1, await Sessions.EndOthersAsync(user.Id, kept));
        var notice = await portal.ReadAsync(db => db.LogoutNotices.SingleAsync(n => n.Subject == user.Id));
        Assert.Equal(("told-there", ended), (notice.ClientId, notice.SessionId));
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account/security")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await there.GetAsync("/account/security")).StatusCode);
    }

    [Fact]
    public async Task Nobody_ends_somebody_elses()
    {
        var mine = await portal.AddUserAsync("mine");
        await portal.AddUserAsync("theirs");
        using var client = portal.NewClient();
        var theirs = portal.PersonIn((await client.SignInAsync("theirs")).SessionOf()!);
        Assert.False(await Sessions.EndAsync(mine.Id, theirs.SessionId));
        Assert.Equal(0, await Sessions.EndOthersAsync(mine.Id, "none"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/account/security")).StatusCode);
    }

    [Fact]
    public async Task When_it_was_last_seen_is_remembered_now_and_then()
    {
        var user = await portal.AddUserAsync("seen");
        using var client = Browser("First");
        var began = portal.Clock.GetUtcNow();
        await client.SignInAsync("seen");
        portal.Clock.Advance(TimeSpan.FromMinutes(4));
        await client.GetAsync("/account/security");
        Assert.Equal(began, Assert.Single(await Sessions.ListAsync(user.Id, default)).LastSeenAt);
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        client.DefaultRequestHeaders.UserAgent.Clear();
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Second");
        await client.GetAsync("/account/security");
        var session = Assert.Single(await Sessions.ListAsync(user.Id, default));
        Assert.Equal((began.AddMinutes(5), began, "Second"), (session.LastSeenAt, session.CreatedAt, session.UserAgent));
    }

    [Fact]
    public async Task A_changed_password_ends_the_others_at_once()
    {
        await portal.AddUserAsync("changed");
        using var other = portal.NewClient();
        await other.SignInAsync("changed");
        using var browser = new Browser(portal);
        await browser.SignInAsync("changed");
        await browser.Http.PostFormAsync(
            "/account/security",
            ("Input.OldPassword", Seed.Password),
            ("Input.NewPassword", "another horse battery"),
            ("Input.Confirm", "another horse battery"));
        Assert.Equal(HttpStatusCode.Found, (await other.GetAsync("/account/security")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GoAsync("/account/security")).Status);
        Assert.Equal("/account/security", (await browser.GoAsync("/account/security")).Address.AbsolutePath);
    }

    private async Task AddAppAsync(string userId, string clientId, string sessionId)
    {
        await portal.AddClientAsync(clientId, new ClientMetadata { ClientName = clientId, BackchannelLogoutUri = "https://app.example.test/bcl" });
        await portal.AddGrantAsync(userId, clientId, "openid", places: 0);
        var now = portal.Clock.GetUtcNow();
        await portal.WriteAsync(async db => db.TokenFamilies.Add(new TokenFamily
        {
            Id = Guid.CreateVersion7(now),
            GrantId = await db.Grants.Where(g => g.UserId == userId && g.ClientId == clientId).Select(g => g.Id).SingleAsync(),
            GrantType = "authorization_code",
            Scopes = "openid",
            SessionId = sessionId,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now.AddDays(1),
        }));
    }

    private HttpClient Browser(string userAgent)
    {
        var client = portal.NewClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        return client;
    }

    private HttpClient Thief(string cookie)
    {
        var thief = portal.NewClient();
        thief.DefaultRequestHeaders.Add("Cookie", $"{PageForms.SessionCookie}={cookie}");
        return thief;
    }
}
