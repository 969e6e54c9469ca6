using AuthPortal.Accounts;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Hosting;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>The pages of the first minutes: the administrator's, and the demo app's.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class FirstRunPictureTests(Chromium chromium)
{
    [Fact]
    public async Task The_first_administrators_page()
    {
        await using var portal = new KestrelPortal();
        var token = portal.Services.GetRequiredService<SetupLink>().Open();
        await KeepAsync("setup", page => page.GotoAsync($"{portal.Root}/setup?token={token}"));
    }

    [Fact]
    public async Task The_demo_app_before_and_after_signing_in()
    {
        await using var portal = new DemoPortal();
        await KeepAsync("demo", page => page.GotoAsync(portal.Root + "/demo"));
        await KeepAsync("demo-signed-in", page => SignInAsync(page, portal.Root));
    }

    private async Task KeepAsync(string name, Func<IPage, Task> open)
    {
        await Pictures.TakeAsync(await OpenAsync("en-US"), name, open);
        var korean = await OpenAsync("ko-KR");
        await open(korean);
        await EveryPage.SettledAsync(korean);
        Assert.Equal("ko", await korean.GetAttributeAsync("html", "lang"));
        await Pictures.KeepAllAsync(korean, name, "-korean");
    }

    private async Task<IPage> OpenAsync(string locale)
        => await (await chromium.Browser.NewContextAsync(Pictures.Options(locale))).NewPageAsync();

    private static async Task SignInAsync(IPage page, string root)
    {
        await page.GotoAsync(root + "/demo");
        await page.ClickAsync("form[action='demo/sign-in'] button");
        await page.FillAsync("input[name='Input.UserName']", "bob");
        await page.FillAsync("input[name='Input.Password']", "demo password bob");
        await page.ClickAsync("main form button[type=submit]");
        await page.WaitForURLAsync(url => url.Contains("/consent", StringComparison.Ordinal)
            || url.EndsWith("/demo", StringComparison.Ordinal));
        if (page.Url.Contains("/consent", StringComparison.Ordinal))
        {
            await page.ClickAsync("button[name=decision][value=allow]");
            await page.WaitForURLAsync(root + "/demo");
        }
    }
}
