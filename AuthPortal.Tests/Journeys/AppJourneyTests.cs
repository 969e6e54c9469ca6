using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>People on their way between an app and the portal, in a browser.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class AppJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private const string Secret = "the secret of the app";
    private readonly KestrelPortal _portal = new();
    private RelyingParty _app = null!;

    public async Task InitializeAsync()
    {
        _app = await RelyingParty.StartAsync(_portal.Root);
        await _portal.AddUserAsync("alice");
        await AddAppAsync("notes", skipConsent: false);
        await AddAppAsync("own", skipConsent: true);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Deny_tells_the_app_and_leaves_nothing()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(_app.Authorize("notes", "openid profile"));
        await SignInAsync(page);
        await page.ClickAsync("button[name=decision][value=deny]");
        var answer = await BackAsync(page);
        Assert.Equal("access_denied", answer["error"]);
        Assert.Equal("the-state", answer["state"]);
        Assert.Equal(_portal.Root, answer["iss"]);
        Assert.DoesNotContain("code", answer.Keys);
        await page.GotoAsync(_portal.Root + "/apps");
        await Assertions.Expect(page.Locator(".app-row")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_JavaScript_the_way_leads_to_the_code()
    {
        await using var context = await OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync(_app.Authorize("notes", "openid profile"));
        await page.FillAsync("input[name='Input.UserName']", "alice");
        await page.FillAsync("input[name='Input.Password']", "not the password");
        await page.ClickAsync("main form button[type=submit]");
        await Assertions.Expect(page.Locator("input[name='Input.UserName']")).ToHaveValueAsync("alice");
        await page.FillAsync("input[name='Input.Password']", Seed.Password);
        await page.ClickAsync("main form button[type=submit]");
        await page.ClickAsync("button[name=decision][value=allow]");
        var answer = await BackAsync(page);
        var tokens = await _app.RedeemAsync("notes", Secret, answer["code"]);
        Assert.True(tokens.TryGetProperty("id_token", out _));
    }

    [Fact]
    public async Task What_was_unticked_is_not_in_the_token_and_is_not_asked_again()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(_app.Authorize("notes", "openid profile email"));
        await SignInAsync(page);
        await page.UncheckAsync("input[name=scopes][value=email]");
        await page.ClickAsync("button[name=decision][value=allow]");
        var tokens = await _app.RedeemAsync("notes", Secret, (await BackAsync(page))["code"]);
        Assert.Equal("openid profile", tokens.GetProperty("scope").GetString());

        await page.GotoAsync(_app.Authorize("notes", "openid profile email", "again"));
        Assert.Equal("again", (await BackAsync(page))["state"]);
    }

    [Fact]
    public async Task An_app_of_the_house_asks_nothing()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(_app.Authorize("own", "openid profile"));
        await SignInAsync(page);
        var tokens = await _app.RedeemAsync("own", Secret, (await BackAsync(page))["code"]);
        Assert.Equal("openid profile", tokens.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task An_open_page_of_another_browser_drops_a_revoked_app_without_a_reload()
    {
        await using var here = await OpenAsync();
        await using var there = await OpenAsync();
        var page = await here.NewPageAsync();
        await page.GotoAsync(_app.Authorize("notes", "openid profile"));
        await SignInAsync(page);
        await page.ClickAsync("button[name=decision][value=allow]");
        await BackAsync(page);
        var other = await there.NewPageAsync();
        await other.GotoAsync("/login");
        await SignInAsync(other);
        await other.GotoAsync("/apps");
        await Assertions.Expect(other.Locator(".app-row button")).ToBeEnabledAsync();
        await other.EvaluateAsync("() => window.notReloaded = true");

        await page.GotoAsync(_portal.Root + "/apps");
        await page.Locator(".app-row button").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("button.danger").ClickAsync();
        await Assertions.Expect(page.Locator(".app-row")).ToHaveCountAsync(0);

        await Assertions.Expect(other.Locator(".app-row")).ToHaveCountAsync(0);
        Assert.True(await other.EvaluateAsync<bool>("() => window.notReloaded === true"));
    }

    [Fact]
    public async Task The_dialog_keeps_the_keyboard_and_gives_it_back()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(_app.Authorize("notes", "openid profile"));
        await SignInAsync(page);
        await page.ClickAsync("button[name=decision][value=allow]");
        await BackAsync(page);
        await page.GotoAsync(_portal.Root + "/apps");
        var revoke = page.Locator(".app-row button");
        await Assertions.Expect(revoke).ToBeEnabledAsync();
        await revoke.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog).Locator("button").First).ToBeFocusedAsync();
        for (var i = 0; i < 6; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            await page.WaitForFunctionAsync("() => document.activeElement.matches('[role=dialog] button')");
        }

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(revoke).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".app-row")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_choice_of_theme_and_language_stays()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/login");
        await page.ClickAsync("button[value=ko]");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ko");
        await page.ClickAsync("button[value=dark]");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.GotoAsync("/signup");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ko");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.FillAsync("input[name='Input.UserName']", "alice");
        await page.FillAsync("input[name='Input.Password']", Seed.Password);
        await page.ClickAsync("main form button[type=submit]");
    }

    private Task AddAppAsync(string clientId, bool skipConsent) => _portal.AddClientAsync(
        clientId,
        new ClientMetadata
        {
            ClientName = clientId,
            RedirectUris = [_app.Callback],
            GrantTypes = ["authorization_code", "refresh_token"],
            Scope = "openid profile email",
            OptionalScopes = "email",
            SkipConsent = skipConsent,
        },
        Secret);

    private async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = _portal.Root;
        options.Locale = "en-US";
        return await chromium.Browser.NewContextAsync(options);
    }

    private async Task<Dictionary<string, string>> BackAsync(IPage page)
    {
        await page.WaitForURLAsync(url => url.StartsWith(_app.Callback, StringComparison.Ordinal));
        return RelyingParty.Answer(page.Url);
    }
}
