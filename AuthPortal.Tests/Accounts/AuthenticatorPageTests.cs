using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace AuthPortal.Tests.Accounts;

public sealed class AuthenticatorPageTests(Portal portal) : IClassFixture<Portal>
{
    private const string Page = "/account/security/authenticator";

    [Fact]
    public async Task An_app_is_kept_once_it_has_made_a_right_code_and_brings_ten_codes_that_are_shown_once()
    {
        await portal.AddUserAsync("starter");
        using var browser = new Browser(portal);
        await browser.SignInAsync("starter");
        var page = await browser.GoAsync(Page);
        Assert.NotNull(page.Page!.QuerySelector("svg.qr path"));
        var key = page.Page.QuerySelector("code.key")!.TextContent.Replace(" ", string.Empty, StringComparison.Ordinal);

        var wrong = await browser.SubmitAsync(page, FormOf(page), ("Input.Code", "000000"));
        Assert.Contains("wrong, too old", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(0, await AppsAsync("starter"));
        Assert.Contains(key[..4], wrong.Page!.QuerySelector("code.key")!.TextContent, StringComparison.Ordinal);

        var totp = new Totp(Base32Encoding.ToBytes(key));
        var done = await browser.SubmitAsync(
            wrong, FormOf(wrong), ("Input.Code", totp.ComputeTotp(portal.Clock.GetUtcNow().UtcDateTime)));
        var codes = done.Page!.QuerySelectorAll("#recovery-codes code").Select(c => c.TextContent).ToList();
        Assert.Equal(RecoveryCodes.Count, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Matches("^([a-z2-9]{4}-){3}[a-z2-9]{4}$", c));
        var cookie = browser.Cookies.GetCookies(new Uri(Portal.Issuer))[PageForms.SessionCookie]!.Value;
        Assert.Equal("pwd otp mfa", string.Join(' ', portal.PersonIn(cookie).Amr));
        Assert.DoesNotContain(codes[0], (await browser.GoAsync("/account/security")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(codes[0], (await browser.GoAsync(Page)).Text, StringComparison.Ordinal);
        Assert.Contains(
            await portal.LettersToAsync("starter@example.test"), l => l.Subject == "Two-step sign-in is on");
    }

    [Fact]
    public async Task A_key_that_was_given_to_somebody_else_is_not_taken()
    {
        await portal.AddUserAsync("mallory-key");
        await portal.AddUserAsync("alice-key");
        using var mallory = new Browser(portal);
        await mallory.HasSignedInAsync("mallory-key");
        var hers = await mallory.GoAsync(Page);
        var carried = FormOf(hers).QuerySelector("input[name='Input.Key']")!.GetAttribute("value")!;
        var key = hers.Page!.QuerySelector("code.key")!.TextContent.Replace(" ", string.Empty, StringComparison.Ordinal);
        using var alice = new Browser(portal);
        await alice.HasSignedInAsync("alice-key");
        var page = await alice.GoAsync(Page);

        await alice.SubmitAsync(
            page,
            FormOf(page),
            ("Input.Key", carried),
            ("Input.Code", new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(portal.Clock.GetUtcNow().UtcDateTime)));

        Assert.Equal(0, await AppsAsync("alice-key"));
    }

    [Fact]
    public async Task Without_a_fresh_sign_in_with_the_second_factor_it_is_neither_added_nor_removed_nor_are_codes_made()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "guarded");
        await portal.AddUserAsync("unguarded");
        using var stolen = new Browser(portal);
        await stolen.HasSignedInAsync("guarded");

        // A minute old, but by the password alone.
        foreach (var page in new[] { Page, "/account/security/recovery-codes" })
        {
            Assert.Contains("Is it you?", (await stolen.GoAsync(page)).Text, StringComparison.Ordinal);
            foreach (var handler in new[] { "form", "remove" })
            {
                using var form = await stolen.Http.FillAsync("/login?switch=1", ("_handler", handler), ("Input.Code", phone.Code()));
                await stolen.Http.PostAsync(page, form);
            }
        }

        Assert.Equal(1, await AppsAsync("guarded"));
        Assert.Equal(10, await portal.ReadAsync(db => db.RecoveryCodes.CountAsync(c => c.UserId == phone.User.Id)));

        using var left = new Browser(portal);
        await left.HasSignedInAsync("unguarded");
        portal.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Contains("Is it you?", (await left.GoAsync(Page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_it_takes_the_codes_along_and_is_told()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "simplifier");
        using var browser = new Browser(portal);
        await browser.Http.SignInAsync("simplifier");
        await SecondFactorTests.VerifyAsync(browser.Http, phone.NextCode());
        var page = await browser.GoAsync(Page);
        var form = page.Page!.Forms.Single(f => f.QuerySelector("button.danger") is not null);

        await browser.SubmitAsync(page, form);

        Assert.Equal(0, await AppsAsync("simplifier"));
        Assert.Equal(0, await portal.ReadAsync(db => db.RecoveryCodes.CountAsync(c => c.UserId == phone.User.Id)));
        using var client = portal.NewClient();
        Assert.NotNull((await client.SignInAsync("simplifier")).SessionOf());
        Assert.Contains(
            await portal.LettersToAsync("simplifier@example.test"), l => l.Subject == "Two-step sign-in is off");
    }

    [Fact]
    public async Task New_recovery_codes_end_the_old_ones()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "renewer");
        using var browser = new Browser(portal);
        await browser.Http.SignInAsync("renewer");
        await SecondFactorTests.VerifyAsync(browser.Http, phone.NextCode());
        var page = await browser.GoAsync("/account/security/recovery-codes");
        Assert.Contains("10 unused codes", page.Text, StringComparison.Ordinal);

        var done = await browser.SubmitAsync(page, (AngleSharp.Html.Dom.IHtmlFormElement)page.Page!.QuerySelector("main form")!);

        var fresh = done.Page!.QuerySelectorAll("#recovery-codes code").Select(c => c.TextContent).ToList();
        Assert.Empty(fresh.Intersect(phone.RecoveryCodes));
        using var client = portal.NewClient();
        await client.SignInAsync("renewer");
        Assert.Null((await SecondFactorTests.VerifyAsync(client, phone.RecoveryCodes[0], "/login/verify?recovery=1")).SessionOf());
        Assert.NotNull((await SecondFactorTests.VerifyAsync(client, fresh[0], "/login/verify?recovery=1")).SessionOf());
    }

    private static AngleSharp.Html.Dom.IHtmlFormElement FormOf(Visit visit)
        => (AngleSharp.Html.Dom.IHtmlFormElement)visit.Page!.QuerySelector("input[name='Input.Code']")!.Closest("form")!;

    private Task<int> AppsAsync(string userName)
        => portal.ReadAsync(db => db.AuthenticatorApps.CountAsync(a => a.User!.UserName == userName));
}
