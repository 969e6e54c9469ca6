using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

public sealed class SignUpTests(Portal portal) : IClassFixture<Portal>
{
    private const string Good = "three blue bicycles";

    [Fact]
    public async Task A_new_person_is_signed_in_and_goes_where_they_were_going()
    {
        using var client = portal.NewClient();

        var answer = await SignUpAsync(client, "newone", "newone@example.test", "Nora Lee", "/signup?interaction=abc");

        Assert.Equal(Portal.Issuer + "/authorize?interaction=abc", answer.AddressOf());
        Assert.True(await client.IsSignedInAsync());
        var row = await portal.ReadAsync(db => db.Users.SingleAsync(u => u.UserName == "newone"));
        Assert.Equal("Nora Lee", row.DisplayName);
        Assert.False(row.EmailConfirmed);
        Assert.Equal(portal.Clock.GetUtcNow(), row.CreatedAt);
        Assert.Equal(1, await portal.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.UserId == row.Id && e.Type == AuditEventType.AccountCreated)));
    }

    [Fact]
    public async Task A_user_name_in_use_is_told_so_that_another_can_be_chosen()
    {
        await portal.AddUserAsync("taken");
        using var client = portal.NewClient();

        var answer = await SignUpAsync(client, "TAKEN", "other@example.test");

        Assert.Contains("Somebody has this user name", await TextAsync(answer), StringComparison.Ordinal);
        Assert.False(await client.IsSignedInAsync());
    }

    [Theory]
    [InlineData("ab", "x@example.test", Good, "Use 3 to 32")]
    [InlineData("me@example.test", "x@example.test", Good, "Use 3 to 32")]
    [InlineData("..dots", "x@example.test", Good, "Use 3 to 32")]
    [InlineData("fine", "nobody", Good, "Type a whole address")]
    [InlineData("fine", "Fine <x@example.test>", Good, "Type a whole address")]
    [InlineData("fine", "x@example.test", "too short", "Use at least 10")]
    [InlineData("fine", "x@example.test", "Password2026!", "Many people use")]
    [InlineData("fine", "x@example.test", "P4$$w0rd!!!!", "Many people use")]
    [InlineData("fine", "x@example.test", "1234567890", "Many people use")]
    [InlineData("fine", "x@example.test", "aaaaaaaaaaaa", "Many people use")]
    [InlineData("finename", "x@example.test", "my FineName is long", "must not hold")]
    public async Task What_cannot_be_accepted_is_said_and_makes_no_account(
        string userName, string email, string password, string says)
    {
        using var client = portal.NewClient();
        var before = await portal.ReadAsync(db => db.Users.CountAsync());

        var answer = await SignUpAsync(client, userName, email, password: password);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(says, await TextAsync(answer), StringComparison.Ordinal);
        Assert.Equal(before, await portal.ReadAsync(db => db.Users.CountAsync()));
        Assert.Null(answer.SessionOf());
    }

    [Fact]
    public void A_passphrase_that_nobody_else_uses_is_fine()
    {
        Assert.Null(PasswordRules.Check(Seed.Password, "alice"));
        Assert.Null(PasswordRules.Check("비밀번호는 길게 씁니다", "alice"));
        Assert.Equal(PasswordProblem.TooLong, PasswordRules.Check(new string('x', 257)));
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer)
        => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    private static Task<HttpResponseMessage> SignUpAsync(
        HttpClient client,
        string userName,
        string email,
        string name = "",
        string page = "/signup",
        string password = Good)
        => client.PostFormAsync(
            page,
            ("Input.UserName", userName),
            ("Input.Email", email),
            ("Input.Name", name),
            ("Input.Password", password));
}
