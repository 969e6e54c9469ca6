using AuthPortal.Accounts;
using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Somebody new on a server just set up: from the dashboard to tokens of an app of their own.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class NewcomerJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private const int Most = 12;

    private readonly KestrelPortal _portal = new();
    private IBrowserContext _context = null!;
    private IPage _page = null!;
    private int _clicks;

    public async Task InitializeAsync()
    {
        await _portal.AddUserAsync("first", Roles.Admin);
        _context = await chromium.Browser.NewContextAsync(new() { BaseURL = _portal.Root, Locale = "en-US" });
        using var browser = new Fixtures.Browser(_portal);
        await browser.HasSignedInAsync("first");
        await _context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(_portal.Root))
            .Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = _portal.Root }));
        _page = await _context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        await _context.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Registers_an_app_and_plays_it_to_its_end_within_twelve_clicks()
    {
        await _page.GotoAsync("/");
        await EveryPage.SettledAsync(_page);
        await ClickAsync(_page.Locator("nav a[href=developer]").First);
        await ClickAsync(_page.GetByRole(AriaRole.Link, new() { Name = "Register your first app" }));
        await ClickAsync(_page.Locator("label:has(input[name=kind][value=SinglePage])"));
        await _page.FillAsync("#client_name", "My first");
        await _page.FillAsync("#redirect-0", "http://localhost:3000/callback");
        await ClickAsync(_page.Locator("form.form button[type=submit]"));
        await ClickAsync(_page.GetByRole(AriaRole.Link, new() { Name = "Try it in the playground" }));
        await ClickAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Let it come back here" }));
        await ClickAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Go to sign-in" }));
        await ClickAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Allow" }));
        await ClickAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }));
        await Assertions.Expect(_page.Locator("#step-token small")).ToContainTextAsync("200");
        await Assertions.Expect(_page.Locator(".message")).ToContainTextAsync("The signature holds.");
        await ClickAsync(_page.Locator("#next"));
        await ClickAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }));
        await Assertions.Expect(_page.Locator("#step-userinfo small")).ToContainTextAsync("200");
        Assert.InRange(_clicks, 1, Most);
    }

    private async Task ClickAsync(ILocator what)
    {
        await Assertions.Expect(what).ToBeEnabledAsync();
        await what.ClickAsync();
        _clicks++;
    }
}
