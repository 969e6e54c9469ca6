using System.Net;
using System.Reflection;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Resources;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Me;

/// <summary>The record of a person's account: filters, pages and the file, over HTTP without a script.</summary>
public sealed class ActivityPageTests(Portal portal) : IClassFixture<Portal>
{
    public static TheoryData<string> Types
        => [.. typeof(AuditEventType).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_kind_of_event_has_words(string type)
        => Assert.NotNull(new System.Resources.ResourceManager(typeof(MeTexts)).GetString(
            "Event_" + type.Replace('.', '_'), System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public async Task It_shows_the_persons_own_events_newest_first_by_kind_and_by_app()
    {
        var (browser, user) = await PersonAsync("kinds");
        using var _ = browser;
        var other = await portal.AddUserAsync("kinds-other");
        await portal.AddClientAsync("kinds-app", new ClientMetadata { ClientName = "Ledger" });
        await AddAsync(user.Id, AuditEventType.SignedIn, 3);
        await AddAsync(user.Id, AuditEventType.SignInFailed, 2);
        await AddAsync(user.Id, AuditEventType.ConsentAllowed, 1, "kinds-app");
        await AddAsync(user.Id, AuditEventType.PasswordChanged, 0);
        await AddAsync(other.Id, AuditEventType.LockedOut, 0);

        Assert.Equal(
            ["You changed your password", "You allowed Ledger", "A wrong password was tried", "You signed in"],
            await TextsAsync(browser, "/account/activity"));
        Assert.Equal(["A wrong password was tried", "You signed in"], await TextsAsync(browser, "/account/activity?kind=signins"));
        Assert.Equal(["You changed your password"], await TextsAsync(browser, "/account/activity?kind=account"));
        Assert.Equal(["You allowed Ledger"], await TextsAsync(browser, "/account/activity?kind=apps"));
        Assert.Equal(["A wrong password was tried"], await TextsAsync(browser, "/account/activity?kind=alarms"));
        Assert.Equal(["You allowed Ledger"], await TextsAsync(browser, "/account/activity?app=kinds-app"));
        Assert.Empty(await TextsAsync(browser, "/account/activity?kind=developer"));
        Assert.Equal(4, (await TextsAsync(browser, "/account/activity?kind=drop+table&page=-7")).Length);
    }

    [Fact]
    public async Task Fifty_stand_on_a_page()
    {
        var (browser, user) = await PersonAsync("pages");
        using var _ = browser;
        for (var i = 0; i < 60; i++)
        {
            await AddAsync(user.Id, AuditEventType.SignedIn, i);
        }

        Assert.Equal(50, (await TextsAsync(browser, "/account/activity")).Length);
        Assert.Equal(10, (await TextsAsync(browser, "/account/activity?page=2")).Length);
        Assert.Equal(10, (await TextsAsync(browser, "/account/activity?page=999999999")).Length);
        Assert.Equal(
            "account/activity?page=2",
            (await browser.GoAsync("/account/activity")).Page!.QuerySelector("a[rel=next]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_file_holds_all_of_it_and_no_cell_is_a_formula()
    {
        var (browser, user) = await PersonAsync("file");
        using var _ = browser;
        await portal.AddClientAsync("file-app", new ClientMetadata { ClientName = "=HYPERLINK(\"https://evil.example\")" });
        await AddAsync(user.Id, AuditEventType.ConsentAllowed, 0, "file-app", "+SUM(1,2)");
        await AddAsync(user.Id, AuditEventType.SignedIn, 1, userAgent: "@cmd|' /C calc'!A0");
        await AddAsync(user.Id, AuditEventType.SignInFailed, 2, userAgent: "-1+1");
        var answer = await browser.Http.GetAsync("/account/activity.csv");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var lines = text.TrimEnd().Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("\"2026-", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"'+SUM(1,2)\"", text, StringComparison.Ordinal);
        Assert.Contains("\"'@cmd|' /C calc'!A0\"", text, StringComparison.Ordinal);
        Assert.Contains("\"'-1+1\"", text, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK", text, StringComparison.Ordinal);
        Assert.Equal(2, (await browser.Http.GetStringAsync("/account/activity.csv?kind=apps")).TrimEnd().Split("\r\n").Length);
    }

    [Theory]
    [InlineData("/account/activity")]
    [InlineData("/account/activity.csv")]
    [InlineData("/account/sessions")]
    [InlineData("/account")]
    [InlineData("/account/data.json")]
    [InlineData("/account/delete")]
    public async Task Who_is_not_signed_in_gets_nothing(string address)
    {
        using var client = portal.NewClient();
        var answer = await client.GetAsync(address);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/login", answer.Headers.Location!.AbsolutePath);
    }

    private async Task<(Browser Browser, User User)> PersonAsync(string name)
    {
        var user = await portal.AddUserAsync(name);
        var browser = new Browser(portal);
        await browser.HasSignedInAsync(name);
        return (browser, user);
    }

    private static async Task<string[]> TextsAsync(Browser browser, string address)
        => [.. (await browser.GoAsync(address)).Page!.QuerySelectorAll("main .list .text").Select(e => e.TextContent)];

    private Task AddAsync(string userId, string type, int minutesAgo, string? clientId = null, string? userAgent = null)
        => portal.WriteAsync(db =>
        {
            db.AuditEvents.Add(new AuditEvent
            {
                At = portal.Clock.GetUtcNow().AddMinutes(-minutesAgo),
                Type = type,
                UserId = userId,
                ClientId = clientId,
                UserAgent = userAgent,
            });
            return Task.CompletedTask;
        });
}
