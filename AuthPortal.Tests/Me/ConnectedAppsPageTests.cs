using AuthPortal.Components.Me;
using Bunit;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Me;

/// <summary>The list of connected apps and an app's own page, open in a browser.</summary>
public sealed class ConnectedAppsPageTests : IAsyncLifetime
{
    private MePages _pages = null!;

    public async Task InitializeAsync() => _pages = await MePages.StartAsync();

    public async Task DisposeAsync() => await _pages.DisposeAsync();

    [Fact]
    public async Task A_row_says_what_it_may_do_and_when_it_was_used()
    {
        await _pages.AllowAsync("Notes", "openid profile email", verified: true);
        var page = _pages.Open<Apps>();
        var row = page.WaitForElement(".app-row");
        Assert.Equal("apps/notes", row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("Verified", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("by alice", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("Name and picture · Email", row.QuerySelector(".scopes")!.TextContent);
        Assert.Contains("Used 2 hours ago", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Chrome on macOS", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("3 days ago", row.QuerySelector(".allowed")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_app_it_says_what_will_stand_there()
        => Assert.Contains(
            "No connected apps yet",
            _pages.Open<Apps>().WaitForElement(".empty").TextContent,
            StringComparison.Ordinal);

    [Fact]
    public async Task Revoking_asks_in_numbers_then_ends_it_and_says_so()
    {
        await _pages.AllowAsync("Notes", places: 2);
        await _pages.AllowAsync("Ledger");
        var page = _pages.Open<Apps>();
        page.WaitForElement("button[aria-label='Revoke Notes']").Click();
        var dialog = page.WaitForElement(".mud-dialog");
        Assert.Contains("2 sign-ins of Notes end.", dialog.TextContent, StringComparison.Ordinal);
        page.Find(".mud-dialog button.danger").Click();
        page.WaitForAssertion(() => Assert.Equal("Ledger", Assert.Single(page.FindAll(".open")).TextContent));
        page.WaitForAssertion(() => Assert.Contains("2 sign-ins ended", page.Markup, StringComparison.Ordinal));
        Assert.Equal(1, await _pages.Portal.ReadAsync(db => db.Grants.CountAsync()));
        Assert.Equal(1, await _pages.Portal.ReadAsync(db => db.TokenFamilies.CountAsync()));
    }

    [Fact]
    public async Task Cancelling_ends_nothing()
    {
        await _pages.AllowAsync("Notes");
        var page = _pages.Open<Apps>();
        page.WaitForElement("button[aria-label='Revoke Notes']").Click();
        page.WaitForElement(".mud-dialog button:not(.danger)").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".mud-dialog")));
        Assert.Single(page.FindAll(".app-row"));
        Assert.Equal(1, await _pages.Portal.ReadAsync(db => db.Grants.CountAsync()));
    }

    [Fact]
    public async Task A_revocation_in_another_browser_drops_the_row()
    {
        await _pages.AllowAsync("Notes");
        await _pages.AllowAsync("Ledger");
        var page = _pages.Open<Apps>();
        page.WaitForElements(".app-row", 2);
        await _pages.Revocation.RevokeAsync(_pages.Person.Id, "notes", CancellationToken.None);
        page.WaitForAssertion(() => Assert.Equal("Ledger", Assert.Single(page.FindAll(".open")).TextContent));
    }

    [Fact]
    public async Task Many_apps_can_be_searched_as_one_types()
    {
        foreach (var name in new[] { "Notes", "Ledger", "Photo Frame", "Inbox" })
        {
            await _pages.AllowAsync(name);
        }

        Assert.Empty(_pages.Open<Apps>().FindAll("input[type='search']"));
        await _pages.AllowAsync("Music", "openid email");
        var page = _pages.Open<Apps>();
        page.WaitForElement("input[type='search']").Input("phot");
        Assert.Equal("Photo Frame", Assert.Single(page.FindAll(".open")).TextContent);
        page.Find("input[type='search']").Input("email");
        Assert.Equal("Music", Assert.Single(page.FindAll(".open")).TextContent);
        page.Find("input[type='search']").Input("nothing like it");
        Assert.Contains("No app fits “nothing like it”.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_are_picked_and_revoked_together()
    {
        foreach (var name in new[] { "Notes", "Ledger", "Photo Frame", "Inbox", "Calendar" })
        {
            await _pages.AllowAsync(name, places: 2);
        }

        var page = _pages.Open<Apps>();
        page.WaitForElement(".picking button").Click();
        page.Find("input[aria-label='Select Notes']").Change(true);
        page.Find("input[aria-label='Select Inbox']").Change(true);
        page.Find(".picking button.danger").Click();
        var dialog = page.WaitForElement(".mud-dialog");
        Assert.Contains("Revoke 2 apps?", dialog.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 apps lose their access, and 4 sign-ins end.", dialog.TextContent, StringComparison.Ordinal);
        page.Find(".mud-dialog button.danger").Click();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".open").Count));
        page.WaitForAssertion(() => Assert.Contains("2 apps can no longer use your account. 4 sign-ins ended.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(6, await _pages.Portal.ReadAsync(db => db.TokenFamilies.CountAsync()));
    }

    [Fact]
    public async Task All_unused_go_at_once_and_those_in_use_stay()
    {
        await _pages.AllowAsync("Notes");
        foreach (var name in new[] { "Old", "Older" })
        {
            await _pages.AllowAsync(name);
            await _pages.Portal.WriteAsync(db => db.Grants.Where(g => g.Client!.Name == name).ExecuteUpdateAsync(
                s => s.SetProperty(g => g.LastUsedAt, _pages.Portal.Clock.GetUtcNow().AddDays(-90))));
        }

        var page = _pages.Open<Apps>();
        Assert.Equal(2, page.WaitForElements(".app-row .tag.warn", 2).Count);
        page.Find("header button").Click();
        Assert.Contains("2 apps lose their access", page.WaitForElement(".mud-dialog").TextContent, StringComparison.Ordinal);
        page.Find(".mud-dialog button.danger").Click();
        page.WaitForAssertion(() => Assert.Equal("Notes", Assert.Single(page.FindAll(".open")).TextContent));
        Assert.Empty(page.FindAll("header button"));
    }

    [Fact]
    public async Task One_permission_is_taken_back_and_the_app_stays()
    {
        await _pages.AllowAsync("Notes", "openid profile email");
        var page = _pages.Open<AppDetails>((nameof(AppDetails.ClientId), "notes"));
        Assert.Empty(page.WaitForElements(".list li", 4)[0].QuerySelectorAll("button"));
        page.Find("button[aria-label='Remove “See your email address”']").Click();
        Assert.Contains("Notes can no longer: See your email address.", page.WaitForElement(".mud-dialog").TextContent, StringComparison.Ordinal);
        page.Find(".mud-dialog button.danger").Click();
        page.WaitForAssertion(() => Assert.Contains("Email", page.Find(".unticked").TextContent, StringComparison.Ordinal));
        Assert.Equal("openid profile", await _pages.Portal.ReadAsync(db => db.Grants.Select(g => g.Scopes).SingleAsync()));
    }

    [Fact]
    public async Task An_app_page_says_honestly_what_outlives_a_revocation()
    {
        await _pages.AllowAsync("Notes");
        await _pages.Portal.WriteAsync(async db =>
        {
            var client = await db.Clients.SingleAsync();
            client.Metadata = client.Metadata with { AccessTokenLifetime = 600 };
        });
        var page = _pages.Open<AppDetails>((nameof(AppDetails.ClientId), "notes"));
        Assert.Contains(
            "Access that Notes already holds ends by itself within 10 minutes.",
            page.WaitForElement(".note").TextContent,
            StringComparison.Ordinal);
        await _pages.Portal.WriteAsync(async db =>
        {
            var client = await db.Clients.SingleAsync();
            client.Metadata = client.Metadata with { AccessTokenFormat = "opaque" };
        });
        page = _pages.Open<AppDetails>((nameof(AppDetails.ClientId), "notes"));
        Assert.Contains("all access of Notes at once", page.WaitForElement(".note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_sign_in_ends_and_the_app_stays_allowed()
    {
        await _pages.AllowAsync("Notes", places: 2);
        var page = _pages.Open<AppDetails>((nameof(AppDetails.ClientId), "notes"));
        page.WaitForElement("button[aria-label='End the sign-in of Chrome on macOS']").Click();
        page.WaitForElement(".mud-dialog button.danger").Click();
        page.WaitForAssertion(
            () => Assert.Single(page.FindAll("button[aria-label='End the sign-in of Chrome on macOS']")));
        Assert.Equal(1, await _pages.Portal.ReadAsync(db => db.Grants.CountAsync()));
        Assert.Equal(1, await _pages.Portal.ReadAsync(db => db.TokenFamilies.CountAsync()));
    }

    [Fact]
    public async Task An_app_page_leads_back_when_the_app_is_revoked_elsewhere()
    {
        await _pages.AllowAsync("Notes");
        var page = _pages.Open<AppDetails>((nameof(AppDetails.ClientId), "notes"));
        page.WaitForElement("h1");
        await _pages.Revocation.RevokeAsync(_pages.Person.Id, "notes", CancellationToken.None);
        page.WaitForAssertion(() => Assert.EndsWith("/apps", _pages.Navigation.Uri, StringComparison.Ordinal));
    }
}
