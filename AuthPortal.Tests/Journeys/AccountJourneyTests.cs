using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>People and their own accounts, in two browsers.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class AccountJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private readonly KestrelPortal _portal = new();

    public async Task InitializeAsync()
    {
        await _portal.AddUserAsync("alice");
        await _portal.AddUserAsync("bob");
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_session_that_is_ended_elsewhere_drops_the_open_page()
    {
        await using var here = await OpenAsync();
        await using var there = await OpenAsync();
        var page = await SignInAsync(here, "alice");
        var other = await SignInAsync(there, "alice");
        var bystander = await SignInAsync(await OpenAsync(), "bob");
        await other.GotoAsync("/apps");
        await bystander.GotoAsync("/account/sessions");
        await page.GotoAsync("/account/sessions");
        await Assertions.Expect(page.Locator("li.session")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("li.session").First).ToContainTextAsync("This browser");

        await page.Locator("li.session button").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("button.danger").ClickAsync();
        await Assertions.Expect(page.Locator("li.session")).ToHaveCountAsync(1);

        // Nobody touches the other browser: its page goes by itself, and its cookie is worth nothing.
        await other.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/login");
        await other.GotoAsync("/account");
        Assert.Equal("/login", new Uri(other.Url).AbsolutePath);
        await bystander.ReloadAsync();
        await Assertions.Expect(bystander.Locator("li.session")).ToHaveCountAsync(1);
        await bystander.Context.CloseAsync();
    }

    [Fact]
    public async Task An_account_is_deleted_after_a_fresh_sign_in_and_is_gone()
    {
        await _portal.AddClientAsync("notes", new ClientMetadata { ClientName = "Notes" });
        var id = await _portal.ReadAsync(db => db.Users.Where(u => u.UserName == "alice").Select(u => u.Id).SingleAsync());
        await _portal.AddGrantAsync(id, "notes", "openid", places: 2);
        await using var context = await OpenAsync(javaScript: false);
        var page = await SignInAsync(context, "alice");
        await page.GotoAsync("/account");
        await page.ClickAsync("a[href='account/delete']");
        await Assertions.Expect(page.Locator(".goes")).ToContainTextAsync("Connected apps: 1. Sign-ins of theirs that end: 2");
        await page.FillAsync("input[name=confirm]", "alice");
        await page.ClickAsync("button.danger.filled");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/signed-out");
        await page.GotoAsync("/login");
        await page.FillAsync("input[name='Input.UserName']", "alice");
        await page.FillAsync("input[name='Input.Password']", Seed.Password);
        await page.ClickAsync("main form button[type=submit]");
        await Assertions.Expect(page.Locator(".note.bad:visible")).ToBeVisibleAsync();
        Assert.False(await _portal.ReadAsync(db => db.Users.AnyAsync(u => u.Id == id)));
        Assert.False(await _portal.ReadAsync(db => db.TokenFamilies.AnyAsync()));
    }

    [Fact]
    public async Task A_picture_is_sent_and_stands_in_the_frame()
    {
        await using var context = await OpenAsync();
        var page = await SignInAsync(context, "bob");
        await page.GotoAsync("/account");
        await page.SetInputFilesAsync(
            "input[type=file]", new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = Noise() });
        await page.ClickAsync("form[action='account/picture'] button");
        await Assertions.Expect(page.Locator(".note.ok")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('.picture img').naturalWidth === 320");
        await Assertions.Expect(page.Locator(".side .usermenu img")).ToHaveCountAsync(1 + 1);
    }

    /// <summary>Larger than other forms may be.</summary>
    private static byte[] Noise()
    {
        using var bitmap = new SkiaSharp.SKBitmap(400, 400);
        var octets = System.Security.Cryptography.RandomNumberGenerator.GetBytes(400 * 400 * 3);
        for (var i = 0; i < 400 * 400; i++)
        {
            bitmap.SetPixel(i % 400, i / 400, new SkiaSharp.SKColor(octets[i * 3], octets[(i * 3) + 1], octets[(i * 3) + 2]));
        }

        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        Assert.True(data.Size > 100_000);
        return data.ToArray();
    }

    private static async Task<IPage> SignInAsync(IBrowserContext context, string userName)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync("/login");
        await page.FillAsync("input[name='Input.UserName']", userName);
        await page.FillAsync("input[name='Input.Password']", Seed.Password);
        await page.ClickAsync("main form button[type=submit]");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath != "/login");
        return page;
    }

    private async Task<IBrowserContext> OpenAsync(bool javaScript = true)
        => await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = _portal.Root,
            Locale = "en-US",
            JavaScriptEnabled = javaScript,
        });
}
