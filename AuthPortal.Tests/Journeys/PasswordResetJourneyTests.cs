using System.Globalization;
using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>A forgotten password, from the sign-in page through somebody else's SMTP server and back in.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class PasswordResetJourneyTests(Chromium chromium)
{
    private const string Next = "eight silver bicycles";

    [Fact]
    public async Task By_a_letter_that_a_real_smtp_server_took()
    {
        await using var inbox = new SmtpInbox();
        await using var portal = KestrelPortal.With(
            ("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", inbox.Port.ToString(CultureInfo.InvariantCulture)), ("Mail:Smtp:Tls", "none"));
        await portal.AddUserAsync("erin");
        await using var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = portal.Root,
            Locale = "en-US",
        });
        var page = await context.NewPageAsync();
        var faults = Faults.Of(page);
        await page.GotoAsync("/login");
        await page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await page.FillAsync("input[name='Input.UserName']", "erin@example.test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Look into your mail");

        await portal.SendMailAsync();
        await page.GotoAsync(Letters.LinkIn(Assert.Single(inbox.Taken)));
        await page.FillAsync("input[name='Input.NewPassword']", Next);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the new password" }).ClickAsync();
        await page.WaitForURLAsync("**/login?reset=done");
        await page.FillAsync("input[name='Input.UserName']", "erin");
        await page.FillAsync("input[name='Input.Password']", Next);
        await page.PressAsync("input[name='Input.Password']", "Enter");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");

        await page.GotoAsync(Letters.LinkIn(inbox.Taken[0]));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("This link no longer works");
        Assert.Empty(faults);
    }
}
