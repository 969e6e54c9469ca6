using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

public sealed class TrustedBrowserTests(Portal portal) : IClassFixture<Portal>
{
    private const string Known = "__Host-authportal-known";

    [Fact]
    public async Task A_trusted_browser_is_not_asked_for_thirty_days_and_counts_as_one_factor()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "truster");
        using var browser = await TrustingAsync(phone);

        var again = await browser.Http.SignInAsync("truster", page: "/login?switch=1");
        Assert.Equal("pwd", string.Join(' ', portal.PersonIn(again.SessionOf()!).Amr));

        // Where a fresh sign-in is wanted, trust is no factor.
        var fresh = await browser.Http.SignInAsync("truster", page: "/login?again=1");
        Assert.EndsWith("/login/verify", fresh.AddressOf(), StringComparison.Ordinal);
        portal.Clock.Advance(TimeSpan.FromDays(30));
        var later = await browser.Http.SignInAsync("truster", page: "/login?switch=1");
        Assert.EndsWith("/login/verify", later.AddressOf(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trust_is_one_persons_in_one_browser_and_a_copied_cookie_loses_it()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "owner");
        await Phone.OfNewPersonAsync(portal, "flatmate");
        using var browser = await TrustingAsync(phone);
        var copied = browser.Cookies.GetCookies(new Uri(Portal.Issuer))[Known]!.Value;
        Assert.Null((await browser.Http.SignInAsync("flatmate", page: "/login?switch=1")).SessionOf());
        Assert.NotNull((await browser.Http.SignInAsync("owner", page: "/login?switch=1")).SessionOf());

        using var thief = new Browser(portal);
        thief.Cookies.Add(new Uri(Portal.Issuer), new System.Net.Cookie(Known, copied) { Path = "/" });
        Assert.Null((await thief.Http.SignInAsync("owner")).SessionOf());
        using var other = portal.NewClient();
        Assert.Null((await other.SignInAsync("owner")).SessionOf());
    }

    [Fact]
    public async Task A_cookie_that_was_planted_before_is_not_the_one_that_is_trusted()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "target");
        var planted = new string('A', 43);
        using var browser = new Browser(portal);
        browser.Cookies.Add(new Uri(Portal.Issuer), new System.Net.Cookie(Known, planted) { Path = "/" });
        await TrustAsync(browser, phone);

        using var thief = new Browser(portal);
        thief.Cookies.Add(new Uri(Portal.Issuer), new System.Net.Cookie(Known, planted) { Path = "/" });
        Assert.Null((await thief.Http.SignInAsync("target")).SessionOf());
    }

    [Fact]
    public async Task Trust_can_be_taken_back_and_ends_with_the_password()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "doubter");
        using var browser = await TrustingAsync(phone);
        var page = await browser.GoAsync("/account/security");
        var form = page.Page!.Forms.Single(f => f.TextContent.Contains("Ask again", StringComparison.Ordinal));
        await browser.SubmitAsync(page, form);
        Assert.Null((await browser.Http.SignInAsync("doubter", page: "/login?switch=1")).SessionOf());

        await TrustAsync(browser, phone);
        Assert.NotNull((await browser.Http.SignInAsync("doubter", page: "/login?switch=1")).SessionOf());
        await browser.Http.PostFormAsync(
            "/account/security",
            ("Input.OldPassword", Seed.Password),
            ("Input.NewPassword", "seven purple bicycles"),
            ("Input.Confirm", "seven purple bicycles"));
        Assert.Null((await browser.Http.SignInAsync("doubter", "seven purple bicycles", "/login?switch=1")).SessionOf());
        Assert.Equal(0, await portal.ReadAsync(db => db.KnownBrowsers.CountAsync(
            b => b.UserId == phone.User.Id && b.TrustedUntil != null)));
    }

    private async Task<Browser> TrustingAsync(Phone phone)
    {
        var browser = new Browser(portal);
        await TrustAsync(browser, phone);
        return browser;
    }

    private static async Task TrustAsync(Browser browser, Phone phone)
    {
        await browser.Http.SignInAsync(phone.User.UserName!, page: "/login?switch=1");
        var done = await browser.Http.PostFormAsync(
            "/login/verify", ("Input.Code", phone.NextCode()), ("Input.Trust", "true"));
        Assert.NotNull(done.SessionOf());
    }
}
