using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Links that are pressed before a page's connection is there.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class EarlyClickTests(Chromium chromium) : IAsyncLifetime
{
    private readonly Scenery _scenery = new();

    public Task InitializeAsync() => _scenery.InitializeAsync();

    public Task DisposeAsync() => _scenery.DisposeAsync();

    [Theory]
    [InlineData(300)]
    [InlineData(1500)]
    public async Task The_page_that_they_lead_to_comes_alive(int lateByMilliseconds)
    {
        await using var context = await _scenery.OpenAsync(chromium, "alice");
        var page = await context.NewPageAsync();
        await page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await Task.Delay(lateByMilliseconds);
            await route.ContinueAsync();
        });
        await page.GotoAsync("/developer", new() { WaitUntil = WaitUntilState.Commit });

        await page.GetByRole(AriaRole.Link, new() { Name = "Register an app" }).First.ClickAsync();

        await page.WaitForURLAsync("**/developer/apps/new");
        await Assertions.Expect(page.Locator("form.form button[type=submit]")).ToBeEnabledAsync();
    }
}
