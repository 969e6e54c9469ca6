using AngleSharp.Html.Dom;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

public sealed class AddressTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task An_address_is_nobodys_until_its_link_is_opened_by_the_account_that_named_it()
    {
        using var owner = await SignUpAsync("confirmer", "confirmer@mail.test");
        var letter = Assert.Single(await portal.LettersToAsync("confirmer@mail.test"));
        var link = Letters.LinkIn(letter);
        Assert.Null((await UserAsync("confirmer")).Email);

        // The reader of the letter is not the one who named the address.
        await portal.AddUserAsync("bystander");
        using var bystander = new Browser(portal);
        await bystander.HasSignedInAsync("bystander");
        Assert.Contains("confirms nothing", (await bystander.GoAsync(link)).Text, StringComparison.Ordinal);
        using var nobody = new Browser(portal);
        Assert.Equal("/login", (await nobody.GoAsync(link)).Address.AbsolutePath);
        var page = await owner.GoAsync(link);
        Assert.Null((await UserAsync("confirmer")).Email);

        var done = await owner.SubmitAsync(page);

        Assert.Contains("Your address is confirmed", done.Text, StringComparison.Ordinal);
        var user = await UserAsync("confirmer");
        Assert.Equal(("confirmer@mail.test", true, null), (user.Email, user.EmailConfirmed, user.PendingEmail));
        Assert.Contains("confirms nothing", (await owner.GoAsync(link)).Text, StringComparison.Ordinal);
        using var byMail = portal.NewClient();
        Assert.NotNull((await byMail.SignInAsync("confirmer@mail.test")).SessionOf());
    }

    [Fact]
    public async Task A_link_is_for_its_own_address_and_three_days()
    {
        using var person = await SignUpAsync("changing", "first@mail.test");
        var first = Letters.LinkIn((await portal.LettersToAsync("first@mail.test"))[0]);
        await ChangeAsync(person, "second@mail.test");
        Assert.Contains("confirms nothing", (await person.GoAsync(first)).Text, StringComparison.Ordinal);

        var second = Letters.LinkIn((await portal.LettersToAsync("second@mail.test"))[0]);
        portal.Clock.Advance(TimeSpan.FromDays(3));
        using var later = new Browser(portal);
        await later.HasSignedInAsync("changing");
        Assert.Contains("confirms nothing", (await later.GoAsync(second)).Text, StringComparison.Ordinal);
        Assert.Null((await UserAsync("changing")).Email);
    }

    [Fact]
    public async Task Naming_somebodys_address_is_answered_like_any_other_and_its_holder_is_told()
    {
        await portal.AddUserAsync("holder");
        using var squatter = await SignUpAsync("squatter", "HOLDER@example.test");

        var letter = Assert.Single(await portal.LettersToAsync("HOLDER@example.test"));
        Assert.Equal("Somebody named your address for a new account", letter.Subject);
        Assert.DoesNotContain("squatter", letter.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("confirm-email", letter.TextBody, StringComparison.Ordinal);

        // Nor does a name that is pending keep its owner from it.
        using var squatting = await SignUpAsync("early", "wanted@mail.test");
        using var owner = await SignUpAsync("rightful", "wanted@mail.test");
        var links = (await portal.LettersToAsync("wanted@mail.test")).Select(Letters.LinkIn).ToList();
        Assert.Equal(2, links.Count);
        await owner.SubmitAsync(await owner.GoAsync(links[1]));
        Assert.Equal("wanted@mail.test", (await UserAsync("rightful")).Email);
        var late = await squatting.SubmitAsync(await squatting.GoAsync(links[0]));
        Assert.Contains("confirms nothing", late.Text, StringComparison.Ordinal);
        Assert.Null((await UserAsync("early")).Email);
    }

    [Fact]
    public async Task Both_addresses_are_told_of_a_change_and_the_old_one_holds_until_the_new_is_confirmed()
    {
        await portal.AddUserAsync("mover");
        using var person = new Browser(portal);
        await person.HasSignedInAsync("mover");

        await ChangeAsync(person, "mover@new.test");

        Assert.Equal("mover@example.test", (await UserAsync("mover")).Email);
        var warned = Assert.Single(await portal.LettersToAsync("mover@example.test"));
        Assert.Equal("Your email address is about to change", warned.Subject);
        Assert.Contains("mover@new.test", warned.TextBody, StringComparison.Ordinal);
        var link = Letters.LinkIn(Assert.Single(await portal.LettersToAsync("mover@new.test")));
        await person.SubmitAsync(await person.GoAsync(link));
        Assert.Equal("mover@new.test", (await UserAsync("mover")).Email);
        Assert.Contains(
            await portal.LettersToAsync("mover@example.test"), l => l.Subject == "Your email address has changed");
    }

    [Fact]
    public async Task A_session_that_is_not_fresh_changes_no_address()
    {
        await portal.AddUserAsync("stale");
        using var person = new Browser(portal);
        await person.HasSignedInAsync("stale");
        var page = await person.GoAsync("/account/email");
        portal.Clock.Advance(TimeSpan.FromMinutes(11));

        var form = (IHtmlFormElement)page.Page!.QuerySelector("input[name='Input.Email']")!.Closest("form")!;
        var refused = await person.SubmitAsync(page, form, ("Input.Email", "thief@mail.test"));

        Assert.Equal("/login?again=1&returnUrl=%2Faccount%2Femail", refused.Address.PathAndQuery);
        Assert.Null((await UserAsync("stale")).PendingEmail);
        Assert.Empty(await portal.LettersToAsync("thief@mail.test"));
    }

    private static async Task ChangeAsync(Browser person, string address)
    {
        var page = await person.GoAsync("/account/email");
        var form = (IHtmlFormElement)page.Page!.QuerySelector("input[name='Input.Email']")!.Closest("form")!;
        var done = await person.SubmitAsync(page, form, ("Input.Email", address));
        Assert.Contains("on its way to " + address, done.Text, StringComparison.Ordinal);
    }

    private async Task<Browser> SignUpAsync(string userName, string email)
    {
        // Letters are in order by their second.
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        var browser = new Browser(portal);
        await browser.SubmitAsync(
            await browser.GoAsync("/signup"),
            ("Input.UserName", userName),
            ("Input.Email", email),
            ("Input.Password", Seed.Password));
        Assert.Equal("/account/security", (await browser.GoAsync("/account/security")).Address.AbsolutePath);
        return browser;
    }

    private Task<User> UserAsync(string userName)
        => portal.ReadAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.UserName == userName));
}
