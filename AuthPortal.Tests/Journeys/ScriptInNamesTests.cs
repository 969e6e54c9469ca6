using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Components;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Cookie = Microsoft.Playwright.Cookie;

namespace AuthPortal.Tests.Journeys;

/// <summary>Whatever people and developers write into names is text on every page that shows it.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ScriptInNamesTests(Chromium chromium) : IAsyncLifetime
{
    private const string Evil = "\"'><img src=x onerror=window.hacked=1><script>window.hacked=1</script>{{7*7}}";
    private const string Callback = "https://evil.example.com/cb";

    private readonly KestrelPortal _portal = new();

    public async Task InitializeAsync()
    {
        var mallory = await _portal.AddUserAsync("mallory", AuthPortal.Accounts.Roles.Developer, AuthPortal.Accounts.Roles.Admin);
        await _portal.WriteAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == mallory.Id);
            user.Profile = new(StringComparer.Ordinal)
            {
                ["name"] = JsonSerializer.SerializeToElement(Evil),
                ["nickname"] = JsonSerializer.SerializeToElement(Evil),
            };
        });
        await _portal.AddScopeAsync("evil.read", Evil);
        await _portal.WriteAsync(async db => (await db.Scopes.SingleAsync(s => s.Name == "evil.read")).Description = Evil);
        await AddAppAsync(PageRoutes.Sample, mallory.Id);
        await AddAppAsync("evil-too", mallory.Id);
        await _portal.AddGrantAsync(mallory.Id, PageRoutes.Sample, "openid profile evil.read");
        await _portal.WriteAsync(async db =>
        {
            await db.TokenFamilies.ExecuteUpdateAsync(s => s.SetProperty(f => f.UserAgent, Evil).SetProperty(f => f.IpAddress, Evil));
            db.AuditEvents.Add(new AuditEvent
            {
                At = TimeProvider.System.GetUtcNow(),
                Type = AuditEventType.ConsentAllowed,
                UserId = mallory.Id,
                ClientId = PageRoutes.Sample,
                UserAgent = Evil,
                IpAddress = Evil,
            });
        });
    }

    private Task AddAppAsync(string clientId, string ownerId) => _portal.AddClientAsync(
        clientId,
        new ClientMetadata
        {
            ClientName = Evil,
            RedirectUris = [Callback],
            GrantTypes = ["authorization_code"],
            Scope = "openid profile evil.read",
            TosUri = "javascript:window.hacked=1",
            ClientUri = "javascript:window.hacked=1",
            PolicyUri = "data:text/html,<script>window.hacked=1</script>",
            LogoUri = "javascript:window.hacked=1",
            Contacts = [Evil],
        },
        "a secret of evil",
        ownerId);

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Nothing_of_it_runs_and_all_of_it_is_shown()
    {
        await using var context = await chromium.Browser.NewContextAsync(
            new BrowserNewContextOptions { BaseURL = _portal.Root, Locale = "en-US" });
        using var browser = new Fixtures.Browser(_portal);
        await browser.HasSignedInAsync("mallory");
        await context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(_portal.Root))
            .Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = _portal.Root }));
        var page = await context.NewPageAsync();
        var authorize = Scenery.Authorize("openid profile evil.read", "evil-too", Callback);
        string[] speaking =
        [
            authorize, authorize + "&prompt=login", "/", "/apps", "/apps?q=" + Uri.EscapeDataString(Evil), "/apps/web",
            "/account", "/account?app=web",
            "/account/activity", "/account/activity?app=web", "/account/sessions", "/account/delete", "/account/security",
            "/developer", "/developer/apps/web", "/developer/apps/web/settings", "/developer/apps/web/branding",
        ];
        foreach (var address in speaking)
        {
            await AssertDeadAsync(page, address);
            Assert.Contains("<img src=x", await page.EvaluateAsync<string>("() => document.documentElement.textContent"), StringComparison.Ordinal);
        }

        // And on each page that there is, whether it shows names today or not.
        foreach (var address in PageRoutes.Pages(_portal).Except(speaking))
        {
            await AssertDeadAsync(page, address);
        }
    }

    private static async Task AssertDeadAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await EveryPage.SettledAsync(page);
        Assert.False(await page.EvaluateAsync<bool>("() => window.hacked !== undefined"), address);
        Assert.Equal(0, await page.Locator(
            "img[src=x], [href^='javascript:'], [src^='javascript:'], [href^='data:text'], iframe").CountAsync());
    }
}
