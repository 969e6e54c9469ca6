using AuthPortal.Accounts;
using AuthPortal.Accounts.Mail;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Accounts;

/// <summary>What a person hears of by mail without asking.</summary>
public sealed class NoticeTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    private const string Known = "__Host-authportal-known";

    [Fact]
    public async Task A_sign_in_from_an_unknown_browser_is_told_with_device_and_address_and_from_a_known_one_is_not()
    {
        await portal.AddUserAsync("traveller");
        using var browser = new Browser(portal);
        browser.Http.DefaultRequestHeaders.UserAgent.ParseAdd(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0.0.0 Safari/537.36");
        await browser.SignInAsync("traveller");
        await SignInAgainAsync(browser, "traveller");

        var letter = Assert.Single(await portal.LettersToAsync("traveller@example.test"));

        Assert.Equal("A new sign-in to your account", letter.Subject);
        Assert.Contains("Chrome, macOS", letter.TextBody, StringComparison.Ordinal);
        Assert.Contains("November 2, 2026 at 09:00 UTC", letter.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_up_is_no_news_and_a_browser_is_known_for_each_person_on_their_own()
    {
        using var browser = new Browser(portal);
        await browser.SubmitAsync(
            await browser.GoAsync("/signup"),
            ("Input.UserName", "settler"),
            ("Input.Email", "settler@example.test"),
            ("Input.Password", Seed.Password));
        await portal.AddUserAsync("visitor");
        await SignInAgainAsync(browser, "visitor");
        await SignInAgainAsync(browser, "visitor");
        await ConfirmAsync("settler");
        await SignInAgainAsync(browser, "settler");

        Assert.Single(await portal.LettersToAsync("visitor@example.test"));
        Assert.DoesNotContain(
            await portal.LettersToAsync("settler@example.test"), l => l.Subject == "A new sign-in to your account");
    }

    [Fact]
    public async Task A_cookie_that_was_planted_or_copied_before_is_worth_nothing_after_a_sign_in()
    {
        await portal.AddUserAsync("planted");
        using var browser = new Browser(portal);
        await browser.SignInAsync("planted");
        var copied = browser.Cookies.GetCookies(new Uri(Portal.Issuer))[Known]!.Value;
        await SignInAgainAsync(browser, "planted");
        Assert.NotEqual(copied, browser.Cookies.GetCookies(new Uri(Portal.Issuer))[Known]!.Value);

        using var thief = new Browser(portal);
        thief.Cookies.Add(new Uri(Portal.Issuer), new System.Net.Cookie(Known, copied) { Path = "/" });
        await thief.SignInAsync("planted");

        Assert.Equal(2, (await portal.LettersToAsync("planted@example.test")).Count);
    }

    [Fact]
    public async Task A_changed_password_and_an_allowed_app_are_told()
    {
        await portal.AddUserAsync("told");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("told");
        var consent = await browser.GoAsync(Address(("client_id", Web)));
        Assert.NotNull((await browser.SubmitAsync(consent, ("decision", "allow"))).LeftFor);
        using var client = portal.NewClient();
        await client.SignInAsync("told");
        await client.PostFormAsync(
            "/account/security",
            ("Input.OldPassword", Seed.Password),
            ("Input.NewPassword", "six orange bicycles"),
            ("Input.Confirm", "six orange bicycles"));

        var subjects = (await portal.LettersToAsync("told@example.test")).Select(l => l.Subject).ToList();

        Assert.Equal(3, subjects.Count);
        Assert.Contains(subjects, s => s?.StartsWith("You allowed ", StringComparison.Ordinal) == true);
        Assert.Contains("Your password has changed", subjects);
    }

    [Fact]
    public async Task A_name_that_is_full_of_markup_is_text_in_the_letter()
    {
        const string Evil = "\"'><img src=x onerror=alert(1)><a href=//evil.example.test>";
        var user = await portal.AddUserAsync("marked");
        var mail = portal.Services.GetRequiredService<MailQueue>();
        await portal.WriteAsync(db =>
        {
            mail.Notify(db, LetterKind.AppAllowed, user.Id, new Visitor("<b>1</b>", Evil), (LetterData.App, Evil));
            return Task.CompletedTask;
        });
        var letter = Assert.Single(await portal.LettersToAsync("marked@example.test"));
        Assert.Contains(Evil, letter.TextBody, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x", letter.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", letter.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<a href=//", letter.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>1", letter.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_written_to_at_an_address_that_is_not_confirmed()
    {
        await portal.AddUserAsync("unheard");
        await portal.WriteAsync(db => db.Users.Where(u => u.UserName == "unheard")
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.EmailConfirmed, false)));
        using var browser = new Browser(portal);
        await browser.SignInAsync("unheard");
        Assert.Empty(await portal.LettersToAsync("unheard@example.test"));
    }

    private static async Task SignInAgainAsync(Browser browser, string userName)
        => await browser.SubmitAsync(
            await browser.GoAsync("/login?switch=1"),
            ("Input.UserName", userName),
            ("Input.Password", Seed.Password));

    private Task ConfirmAsync(string userName)
        => portal.WriteAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.UserName == userName);
            user.Email = user.PendingEmail;
            user.NormalizedEmail = user.PendingEmail!.ToUpperInvariant();
            user.EmailConfirmed = true;
        });
}
