using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>What people allow and take back, in a browser, and what the app sees of it.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class GrantJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private const string Secret = "the secret of the app";
    private readonly ClockedPortal _portal = new();
    private RelyingParty _app = null!;

    public async Task InitializeAsync()
    {
        _app = await RelyingParty.StartAsync(_portal.Root);
        await _portal.AddUserAsync("alice");
        await _portal.AddClientAsync(
            "notes",
            new ClientMetadata
            {
                ClientName = "Notes",
                RedirectUris = [_app.Callback],
                GrantTypes = ["authorization_code", "refresh_token"],
                Scope = "openid profile email offline_access",
                OptionalScopes = "email",
            },
            Secret);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task A_yes_for_today_ends_by_the_clock_without_anybody_doing_anything()
    {
        await using var context = await OpenAsync(javaScript: false);
        var page = await context.NewPageAsync();
        var tokens = await AllowAsync(page, () => page.CheckAsync("input[value=today]", new() { Force = true }));
        var refreshed = await _app.RefreshAsync("notes", Secret, Text(tokens, "refresh_token"));
        Assert.True((await _app.IntrospectAsync("notes", Secret, Text(refreshed, "access_token"))).GetProperty("active").GetBoolean());

        _portal.Clock.Advance(TimeSpan.FromHours(24));
        Assert.False((await _app.IntrospectAsync("notes", Secret, Text(refreshed, "access_token"))).GetProperty("active").GetBoolean());
        var refused = await _app.RefreshAsync("notes", Secret, Text(refreshed, "refresh_token"));
        Assert.Equal("invalid_grant", Text(refused, "error"));
        await page.GotoAsync(_portal.Root + "/apps");
        await Assertions.Expect(page.Locator(".empty")).ToBeVisibleAsync();
        await page.GotoAsync(_app.Authorize("notes", "openid profile"));
        await Assertions.Expect(page.Locator("button[value=allow]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_permission_taken_back_is_gone_from_the_next_refresh_and_from_introspection()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        var tokens = await AllowAsync(page);
        Assert.Equal("openid profile email offline_access", Text(tokens, "scope"));
        await page.GotoAsync(_portal.Root + "/apps/notes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove “See your email address”" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("button.danger").ClickAsync();
        await Assertions.Expect(page.Locator(".unticked")).ToContainTextAsync("Email");

        var described = await _app.IntrospectAsync("notes", Secret, Text(tokens, "access_token"));
        Assert.Equal("openid profile offline_access", Text(described, "scope"));
        var refreshed = await _app.RefreshAsync("notes", Secret, Text(tokens, "refresh_token"));
        Assert.Equal("openid profile offline_access", Text(refreshed, "scope"));
        await page.GotoAsync(_app.Authorize("notes", "openid profile email", "again"));
        Assert.Equal("again", (await BackAsync(page))["state"]);
    }

    [Fact]
    public async Task Fifty_unused_apps_go_with_one_answer()
    {
        var person = await _portal.AddUserAsync("carol");
        for (var i = 0; i < 51; i++)
        {
            await _portal.AddClientAsync($"old-{i}", new ClientMetadata { ClientName = $"Old {i}" });
            await _portal.AddGrantAsync(person.Id, $"old-{i}", "openid", lastUsed: TimeSpan.FromDays(i == 0 ? 1 : 91));
        }

        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/login");
        await SignInAsync(page, "carol");
        await page.GotoAsync("/apps");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke unused (50)" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("50 apps lose their access, and 50 sign-ins end.");
        await dialog.Locator("button.danger").ClickAsync();
        await Assertions.Expect(page.Locator(".app-row")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".app-row .open")).ToHaveTextAsync("Old 0");
        Assert.Equal(1, await _portal.ReadAsync(db => db.Grants.CountAsync(g => g.UserId == person.Id)));
        Assert.Equal(1, await _portal.ReadAsync(db => db.TokenFamilies.CountAsync(f => f.Grant!.UserId == person.Id)));
    }

    [Fact]
    public async Task Without_JavaScript_many_apps_can_be_searched_filtered_and_paged()
    {
        var person = await _portal.AddUserAsync("dave");
        for (var i = 0; i < 60; i++)
        {
            await _portal.AddClientAsync($"tool-{i}", new ClientMetadata { ClientName = $"Tool {i}" });
            await _portal.AddGrantAsync(person.Id, $"tool-{i}", "openid", lastUsed: TimeSpan.FromDays(i < 7 ? 100 : 1));
        }

        await using var context = await OpenAsync(javaScript: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/login");
        await SignInAsync(page, "dave");
        await page.GotoAsync("/apps");
        await Assertions.Expect(page.Locator(".app-row")).ToHaveCountAsync(25);
        await page.ClickAsync("a[rel=next]");
        await page.ClickAsync("a[rel=next]");
        await Assertions.Expect(page.Locator(".app-row")).ToHaveCountAsync(10);
        await page.ClickAsync("a.chip[href*=unused]");
        await Assertions.Expect(page.Locator(".app-row")).ToHaveCountAsync(7);
        await page.FillAsync("input[name=q]", "Tool 3");
        await page.PressAsync("input[name=q]", "Enter");
        await Assertions.Expect(page.Locator(".app-row .open")).ToHaveTextAsync("Tool 3");
        await page.ClickAsync(".app-row .open");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Tool 3");
    }

    private static string Text(JsonElement answer, string member) => answer.GetProperty(member).GetString()!;

    private static async Task SignInAsync(IPage page, string userName)
    {
        await page.FillAsync("input[name='Input.UserName']", userName);
        await page.FillAsync("input[name='Input.Password']", Seed.Password);
        await page.ClickAsync("main form button[type=submit]");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath != "/login");
    }

    private async Task<JsonElement> AllowAsync(IPage page, Func<Task>? choose = null)
    {
        await page.GotoAsync(_app.Authorize("notes", "openid profile email offline_access"));
        await SignInAsync(page, "alice");
        await (choose?.Invoke() ?? Task.CompletedTask);
        await page.ClickAsync("button[name=decision][value=allow]");
        return await _app.RedeemAsync("notes", Secret, (await BackAsync(page))["code"]);
    }

    private async Task<IBrowserContext> OpenAsync(bool javaScript = true)
        => await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = _portal.Root,
            Locale = "en-US",
            JavaScriptEnabled = javaScript,
        });

    private async Task<Dictionary<string, string>> BackAsync(IPage page)
    {
        await page.WaitForURLAsync(url => url.StartsWith(_app.Callback, StringComparison.Ordinal));
        return RelyingParty.Answer(page.Url);
    }
}
