using System.Net;
using System.Text.RegularExpressions;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

/// <summary>Nothing in an answer tells whether an account exists or is locked.</summary>
public sealed partial class EnumerationTests(CountingPortal portal) : IClassFixture<CountingPortal>
{
    [Fact]
    public async Task Wrong_password_unknown_person_and_locked_account_answer_alike_after_the_same_work()
    {
        await portal.AddUserAsync("known");
        await portal.AddUserAsync("locked");
        var end = portal.Clock.GetUtcNow().AddHours(1);
        await portal.WriteAsync(db => db.Users.Where(u => u.UserName == "locked")
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.LockoutEnd, end)));

        var wrong = await TryAsync("known", "not the password");
        var unknown = await TryAsync("nobody", "not the password");
        var locked = await TryAsync("locked", "not the password");
        var lockedButRight = await TryAsync("locked", Seed.Password);
        var unknownMail = await TryAsync("nobody@example.test", "not the password");

        Assert.Equal((HttpStatusCode.OK, 1), (wrong.Status, wrong.Verifications));
        Assert.Equal(wrong, unknown);
        Assert.Equal(wrong, locked);
        Assert.Equal(wrong, lockedButRight);
        Assert.Equal(wrong, unknownMail);
    }

    [Fact]
    public async Task Signing_up_with_a_mail_address_in_use_names_no_reason()
    {
        await portal.AddUserAsync("holder");
        using var client = portal.NewClient();

        var answer = await client.PostFormAsync(
            "/signup",
            ("Input.UserName", "newcomer"),
            ("Input.Email", "HOLDER@example.test"),
            ("Input.Password", "three blue bicycles"));

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("No account could be made with these details", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Somebody has", text, StringComparison.Ordinal);
        Assert.Equal(0, await portal.ReadAsync(db => db.Users.CountAsync(u => u.UserName == "newcomer")));
    }

    private async Task<Outcome> TryAsync(string login, string password)
    {
        using var client = portal.NewClient();
        var before = portal.Verifications;
        var answer = await client.SignInAsync(login, password);
        var text = await answer.Content.ReadAsStringAsync();
        var cookies = answer.Headers.TryGetValues("Set-Cookie", out var set) ? set.Count() : 0;
        return new Outcome(
            answer.StatusCode,
            Secrets().Replace(text.Replace(login, "LOGIN", StringComparison.Ordinal), "SECRET"),
            cookies,
            portal.Verifications - before);
    }

    [GeneratedRegex("CfDJ8[^\"<]*(?=\"|-->)", RegexOptions.None, 1000)]
    private static partial Regex Secrets();

    private sealed record Outcome(HttpStatusCode Status, string Text, int Cookies, int Verifications);
}
