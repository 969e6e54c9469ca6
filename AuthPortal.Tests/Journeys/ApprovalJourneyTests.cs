using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Clients.Registration;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>With approval on, an app works from an administrator's yes on, and both sides are told.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ApprovalJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private readonly KestrelPortal _portal = KestrelPortal.With((RegistrationContexts.ApprovalSetting, "true"));

    public async Task InitializeAsync()
    {
        await _portal.AddUserAsync("dev", Roles.Developer);
        await _portal.AddUserAsync("admin", Roles.Admin);
        await _portal.AddScopeAsync("notes.read", "Read your notes");
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task The_queue_from_registration_to_the_first_token()
    {
        await using var developers = await OpenAsync("dev");
        var page = await developers.NewPageAsync();
        var (clientId, secret) = await RegisterAsync(page, "Robot");
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(clientId, secret));
        await page.GotoAsync("/developer");
        await Assertions.Expect(page.GetByText("Waits for approval")).ToBeVisibleAsync();
        await page.GotoAsync("/admin/apps");
        Assert.DoesNotContain("Robot", await page.ContentAsync(), StringComparison.Ordinal);

        await using var administrators = await OpenAsync("admin");
        var queue = await administrators.NewPageAsync();
        await queue.GotoAsync("/developer");
        await queue.GetByRole(AriaRole.Link, new() { Name = "1 app waits for your approval" }).ClickAsync();
        var approve = queue.GetByRole(AriaRole.Listitem, new() { Name = "Robot" }).GetByRole(AriaRole.Button, new() { Name = "Approve" });
        await approve.ClickAsync();
        await Assertions.Expect(queue.GetByText("No app waits")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(clientId, secret));
        await page.GotoAsync("/developer");
        await Assertions.Expect(page.GetByText("Robot was approved")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_refused_app_is_gone_and_its_developer_reads_why()
    {
        await using var developers = await OpenAsync("dev");
        var page = await developers.NewPageAsync();
        var (clientId, secret) = await RegisterAsync(page, "Dubious");
        await using var administrators = await OpenAsync("admin");
        var queue = await administrators.NewPageAsync();
        await queue.GotoAsync("/admin/apps");
        var item = queue.GetByRole(AriaRole.Listitem, new() { Name = "Dubious" });
        await Assertions.Expect(item.GetByRole(AriaRole.Button, new() { Name = "Refuse" })).ToBeEnabledAsync();
        await item.Locator("input").FillAsync("Tell us <b>who</b> you are.");
        await item.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await queue.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await Assertions.Expect(queue.GetByText("No app waits")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(clientId, secret));
        Assert.False(await _portal.ReadAsync(db => db.Clients.AnyAsync(c => c.Id == clientId)));
        await page.GotoAsync("/developer");
        await Assertions.Expect(page.GetByText("Tell us <b>who</b> you are.")).ToBeVisibleAsync();
        Assert.Equal(1, await _portal.ReadAsync(db => db.AuditEvents.CountAsync(e => e.Type == AuditEventType.ClientRefused)));
    }

    private static async Task<(string ClientId, string Secret)> RegisterAsync(IPage page, string name)
    {
        await page.GotoAsync("/developer/apps/new");
        await Assertions.Expect(page.Locator("form.form button[type=submit]")).ToBeEnabledAsync();
        await page.Locator("input[name=kind][value=Machine]").CheckAsync(new() { Force = true });
        await page.FillAsync("#client_name", name);
        await page.GetByText("notes.read", new() { Exact = true }).First.ClickAsync();
        await page.Locator("form.form button[type=submit]").ClickAsync();
        await Assertions.Expect(page.GetByText("waits for an administrator")).ToBeVisibleAsync();
        var values = page.Locator(".id code");
        return (await values.Nth(0).InnerTextAsync(), await values.Nth(1).InnerTextAsync());
    }

    private async Task<HttpStatusCode> TokenAsync(string clientId, string secret)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _portal.Root + "/token");
        request.Headers.Authorization = AppScene.Basic(clientId, secret);
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        return (await http.SendAsync(request)).StatusCode;
    }

    private async Task<IBrowserContext> OpenAsync(string userName)
    {
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = _portal.Root, Locale = "en-US" });
        using var browser = new Fixtures.Browser(_portal);
        await browser.HasSignedInAsync(userName);
        await context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(_portal.Root)).Select(
            c => new Microsoft.Playwright.Cookie { Name = c.Name, Value = c.Value, Url = _portal.Root }));
        return context;
    }
}
