using System.Net;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Accounts;

/// <summary>
/// An attacker who can write cookies into somebody's browser (from a sibling domain, or at a shared computer) and keeps
/// a copy of them has nothing after the person signs in, whichever way they do.
/// </summary>
public sealed class SessionFixationTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData("code")]
    [InlineData("recovery code")]
    [InlineData("sign-up")]
    [InlineData("sign-in once more")]
    public async Task What_was_planted_before_is_worth_nothing_after(string way)
    {
        var tag = way.Replace(' ', '-');
        await portal.AddUserAsync("attacker-" + tag);
        var phone = await Phone.OfNewPersonAsync(portal, "victim-" + tag);
        using var attacker = new Browser(portal);
        await attacker.SignInAsync("attacker-" + tag);
        await attacker.GoAsync("/login?switch=1");
        using var victim = new Browser(portal);
        foreach (var cookie in attacker.Cookies.GetCookies(new Uri(portal.Root)).Cast<Cookie>())
        {
            victim.Cookies.Add(new Uri(portal.Root), new Cookie(cookie.Name, cookie.Value) { Path = "/" });
        }

        var planted = SessionOf(victim);
        await SignInAsync(victim, phone, way);

        var person = portal.PersonIn(SessionOf(victim));
        Assert.NotEqual(portal.PersonIn(planted).SessionId, person.SessionId);
        Assert.NotEqual(portal.PersonIn(planted).UserId, person.UserId);
        Assert.DoesNotContain(
            attacker.Cookies.GetCookies(new Uri(portal.Root)).Cast<Cookie>(),
            c => victim.Cookies.GetCookies(new Uri(portal.Root))[c.Name]?.Value == c.Value && c.Name.Contains("known", StringComparison.Ordinal));

        // The copies open the attacker's own account at most, and no step of the victim's.
        var shown = await attacker.GoAsync("/account/security");
        Assert.DoesNotContain("victim-", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("victim-", (await attacker.GoAsync("/login/verify")).Text, StringComparison.Ordinal);
    }

    private static async Task SignInAsync(Browser browser, Phone phone, string way)
    {
        if (way == "sign-up")
        {
            await browser.SubmitAsync(
                await browser.GoAsync("/signup"),
                ("Input.UserName", "victim-new"),
                ("Input.Email", "victim-new@example.test"),
                ("Input.Password", "three blue bicycles"));
            return;
        }

        var login = await browser.GoAsync(way == "sign-in once more" ? "/login?again=1" : "/login?switch=1");
        var step = await browser.SubmitAsync(login, ("Input.UserName", phone.User.UserName!), ("Input.Password", Seed.Password));
        Assert.Equal("/login/verify", step.Address.AbsolutePath);
        await browser.SubmitAsync(
            way == "recovery code" ? await browser.GoAsync("/login/verify?recovery=1") : step,
            ("Input.Code", way == "recovery code" ? phone.RecoveryCodes[0] : phone.NextCode()));
    }

    private string SessionOf(Browser browser)
        => browser.Cookies.GetCookies(new Uri(portal.Root))[PageForms.SessionCookie]!.Value;
}
