using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Passkeys in a browser with an authenticator: sign up, sign in without a name, add, name, remove.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class PasskeyJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private readonly KestrelPortal _portal = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Sign_up_with_a_passkey_and_sign_in_without_a_name()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        var faults = Faults.Of(page);
        var authenticator = await Authenticators.AddAsync(page);
        await page.GotoAsync("/signup");
        await page.FillAsync("input[name='Input.UserName']", "keyholder");
        await page.FillAsync("input[name='Input.Email']", "keyholder@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey instead of a password" }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");

        var user = await _portal.ReadAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.UserName == "keyholder"));
        Assert.Null(user.PasswordHash);
        Assert.Single(await authenticator.CredentialsAsync());
        Assert.Equal(1, await _portal.ReadAsync(db => db.Set<IdentityUserPasskey<string>>().CountAsync(p => p.UserId == user.Id)));

        await SignOutAsync(context, page);
        await WithoutConditionalAsync(page);
        await page.GotoAsync("/login");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("keyholder");
        Assert.NotNull(await _portal.ReadAsync(db => db.PasskeyUses.AsNoTracking().SingleAsync()));
        Assert.Empty(faults);
    }

    [Fact]
    public async Task The_browser_offers_the_passkey_in_the_name_field()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        await Authenticators.AddAsync(page);
        await AddAsync(context, page, "conditional");
        await SignOutAsync(context, page);

        // The virtual authenticator picks the one that is offered.
        await page.GotoAsync("/login?returnUrl=%2Faccount%2Fsecurity");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/account/security");
    }

    [Fact]
    public async Task A_passkey_without_its_owners_finger_opens_nothing()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        var authenticator = await Authenticators.AddAsync(page);
        await AddAsync(context, page, "fingered");
        await SignOutAsync(context, page);
        await authenticator.VerifyAsync(isOwner: false);
        await WithoutConditionalAsync(page);
        await page.GotoAsync("/login");

        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();

        await Assertions.Expect(page.GetByText("The passkey was not accepted")).ToBeVisibleAsync();
        Assert.Equal("/login", new Uri(page.Url).AbsolutePath);
        await page.GotoAsync("/account/security");
        Assert.Equal("/login", new Uri(page.Url).AbsolutePath);
    }

    [Fact]
    public async Task A_passkey_is_named_and_removed_and_its_owner_told()
    {
        await using var context = await OpenAsync();
        var page = await context.NewPageAsync();
        await Authenticators.AddAsync(page);
        await AddAsync(context, page, "namer");
        await page.Locator(".passkey summary").ClickAsync();
        await page.FillAsync(".passkey input[name='Input.Name']", "The blue key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Assertions.Expect(page.Locator(".passkey")).ToContainTextAsync("The blue key");

        await page.Locator(".passkey summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this passkey" }).ClickAsync();

        await Assertions.Expect(page.Locator(".passkey")).ToHaveCountAsync(0);
        Assert.Equal(0, await _portal.ReadAsync(db => db.Set<IdentityUserPasskey<string>>().CountAsync()));
        var letters = await _portal.LettersToAsync("namer@example.test");
        Assert.Contains(letters, l => l.Subject == "A passkey was added");
        Assert.Contains(letters, l => l.Subject == "A passkey was removed"
            && l.TextBody?.Contains("The blue key", StringComparison.Ordinal) == true);
        Assert.Equal(1, await _portal.ReadAsync(db => db.AuditEvents.CountAsync(e => e.Type == AuditEventType.PasskeyRemoved)));
    }

    [Fact]
    public async Task Without_scripts_nothing_is_offered_and_the_password_works()
    {
        await _portal.AddUserAsync("scriptless");
        await using var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = _portal.Root,
            JavaScriptEnabled = false,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/login?returnUrl=%2Faccount%2Fsecurity");
        await Assertions.Expect(page.Locator("[data-passkey-offer]")).ToBeHiddenAsync();
        await page.FillAsync("input[name='Input.UserName']", "scriptless");
        await page.FillAsync("input[name='Input.Password']", Seed.Password);
        await page.PressAsync("input[name='Input.Password']", "Enter");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/account/security");
    }

    /// <summary>A browser that can't offer passkeys in a field: the virtual authenticator would answer before the button.</summary>
    private static async Task WithoutConditionalAsync(IPage page)
        => await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false;");

    private Task<IBrowserContext> OpenAsync()
        => chromium.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = _portal.Root, Locale = "en-US" });

    /// <summary>A new person adds a passkey on their security page.</summary>
    private async Task AddAsync(IBrowserContext context, IPage page, string userName)
    {
        await _portal.AddUserAsync(userName);
        await SignInAsync(context, userName);
        await page.GotoAsync("/account/security");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await page.WaitForURLAsync("**/account/security?done=passkey-added");
        await Assertions.Expect(page.Locator(".passkey")).ToHaveCountAsync(1);
    }

    private async Task SignInAsync(IBrowserContext context, string userName)
    {
        using var browser = new Browser(_portal);
        await browser.HasSignedInAsync(userName);
        await context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(_portal.Root))
            .Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = _portal.Root }));
    }

    private static async Task SignOutAsync(IBrowserContext context, IPage page)
    {
        await context.ClearCookiesAsync();
        await page.GotoAsync("/signed-out");
    }
}
