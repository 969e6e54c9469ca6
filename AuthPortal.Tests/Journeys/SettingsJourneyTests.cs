using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>The fields of an app's settings that few apps need: picture, other subjects for each sector, sign-in from here.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class SettingsJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private const string App = "rare";
    private const string Callback = "https://rare.example.test/cb";
    private const string Other = "https://other.example.test/cb";

    private RemoteServer _server = null!;
    private KestrelPortal _portal = null!;
    private IBrowserContext _context = null!;
    private IPage _page = null!;
    private string _listed = $"[\"{Callback}\"]";

    private ILocator Save => _page.GetByRole(AriaRole.Button, new() { Name = "Save changes" });

    public async Task InitializeAsync()
    {
        _server = await RemoteServer.StartAsync();
        _server.Json("/sector.json", () => _listed);
        _portal = KestrelPortal.Reaching(_server.Policy);
        var alice = await _portal.AddUserAsync("alice");
        await _portal.AddClientAsync(
            App, new ClientMetadata { ClientName = "Rare", RedirectUris = [Callback, Other], Scope = "openid" }, "a-secret", alice.Id);
        _context = await chromium.Browser.NewContextAsync(new() { BaseURL = _portal.Root, Locale = "en-US" });
        using var browser = new Fixtures.Browser(_portal);
        await browser.HasSignedInAsync("alice");
        await _context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(_portal.Root))
            .Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = _portal.Root }));
        _page = await _context.NewPageAsync();
        await _page.GotoAsync($"/developer/apps/{App}/settings");
        await Assertions.Expect(Save).ToBeEnabledAsync();
    }

    public async Task DisposeAsync()
    {
        await _context.DisposeAsync();
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("#logo_uri", "http://rare.example.test/logo.png")]
    [InlineData("#logo_uri", "javascript:alert(1)")]
    [InlineData("#initiate_login_uri", "http://rare.example.test/start")]
    [InlineData("#initiate_login_uri", "javascript:alert(1)")]
    public async Task An_address_that_is_not_https_is_refused_as_it_is_typed_and_not_stored(string field, string address)
    {
        await _page.FillAsync(field, address);
        await _page.PressAsync(field, "Tab");
        await Assertions.Expect(_page.Locator(field)).ToHaveAttributeAsync("aria-invalid", "true");
        await Save.ClickAsync();
        await Assertions.Expect(_page.Locator("form .note.bad")).ToBeVisibleAsync();
        var stored = await StoredAsync();
        Assert.Equal((null, null), (stored.LogoUri, stored.InitiateLoginUri));
    }

    [Fact]
    public async Task Picture_and_start_address_are_stored_and_the_app_opens_from_here()
    {
        await _page.FillAsync("#logo_uri", _server.Url("/logo.png"));
        await _page.FillAsync("#initiate_login_uri", "https://rare.example.test/start?from=portal");
        await SaveAsync();
        var stored = await StoredAsync();
        Assert.Equal(_server.Url("/logo.png"), stored.LogoUri);
        Assert.Equal("https://rare.example.test/start?from=portal", stored.InitiateLoginUri);
        var open = await _page.GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true }).GetAttributeAsync("href");
        Assert.StartsWith("https://rare.example.test/start?from=portal&iss=" + Uri.EscapeDataString(_portal.Root), open, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subjects_of_its_own_need_a_sector_that_lists_every_redirect_uri()
    {
        await _page.GetByText("A different identifier in every app").ClickAsync();
        await Assertions.Expect(_page.Locator("#sector_identifier_uri")).ToBeVisibleAsync();
        await Save.ClickAsync();
        await Assertions.Expect(_page.Locator("form .note.bad")).ToBeVisibleAsync();
        await _page.FillAsync("#sector_identifier_uri", _server.Url("/sector.json"));
        await Save.ClickAsync();
        await Assertions.Expect(_page.Locator("#sector_identifier_uri[aria-invalid=true]")).ToBeVisibleAsync();
        Assert.Null((await StoredAsync()).SubjectType);

        _listed = $"[\"{Callback}\", \"{Other}\"]";
        await _page.FillAsync("#sector_identifier_uri", _server.Url("/sector.json?again"));
        _server.Paths["/sector.json"] = context => context.Response.WriteAsJsonAsync(new[] { Callback, Other });
        await SaveAsync();
        var stored = await StoredAsync();
        Assert.Equal(("pairwise", _server.Url("/sector.json?again")), (stored.SubjectType, stored.SectorIdentifierUri));
    }

    private async Task SaveAsync()
    {
        await Save.ClickAsync();
        await Assertions.Expect(_page.Locator(".mud-snackbar")).ToBeVisibleAsync();
    }

    private Task<ClientMetadata> StoredAsync()
        => _portal.ReadAsync(async db => (await db.Clients.SingleAsync(c => c.Id == App)).Metadata);
}
