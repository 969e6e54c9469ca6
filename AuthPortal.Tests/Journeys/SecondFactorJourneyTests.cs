using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;
using OtpNet;

namespace AuthPortal.Tests.Journeys;

/// <summary>Two-step sign-in as a person meets it, with the page's own key in the phone.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class SecondFactorJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private readonly KestrelPortal _portal = new();

    public Task InitializeAsync() => _portal.AddUserAsync("dana");

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Set_up_sign_in_with_a_code_and_then_with_a_recovery_code()
    {
        await using var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = _portal.Root,
            Locale = "en-US",
        });
        var page = await context.NewPageAsync();
        var faults = Faults.Of(page);
        await PasswordAsync(page);
        await page.WaitForURLAsync("**/account/security");
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up" }).ClickAsync();
        await page.WaitForURLAsync("**/account/security/authenticator");
        await Assertions.Expect(page.Locator("svg.qr")).ToBeVisibleAsync();
        var key = (await page.Locator("code.key").InnerTextAsync()).Replace(" ", string.Empty, StringComparison.Ordinal);
        var totp = new Totp(Base32Encoding.ToBytes(key));
        await page.FillAsync("input[name='Input.Code']", Code(totp));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        var codes = await page.Locator("#recovery-codes code").AllInnerTextsAsync();
        Assert.Equal(10, codes.Count);
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("authportal-recovery-codes.txt", download.SuggestedFilename);
        Assert.Equal(codes, (await File.ReadAllTextAsync(await download.PathAsync())).Split('\n', StringSplitOptions.RemoveEmptyEntries));

        await context.ClearCookiesAsync();
        await PasswordAsync(page);
        await page.WaitForURLAsync("**/login/verify**");

        // The step of the set-up is used up; the next is taken a little early.
        await page.FillAsync("input[name='Input.Code']", Code(totp, early: true));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync("**/account/security");

        await context.ClearCookiesAsync();
        await PasswordAsync(page);
        await page.WaitForURLAsync("**/login/verify**");
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await page.FillAsync("input[name='Input.Code']", codes[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync("**/account/security");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("9 unused codes");
        Assert.Empty(faults);
    }

    private static async Task PasswordAsync(IPage page)
    {
        await page.GotoAsync("/login?returnUrl=%2Faccount%2Fsecurity");
        await page.FillAsync("input[name='Input.UserName']", "dana");
        await page.FillAsync("input[name='Input.Password']", Seed.Password);
        await page.PressAsync("input[name='Input.Password']", "Enter");
    }

    private static string Code(Totp totp, bool early = false)
        => totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(early ? 30 : 0));
}
