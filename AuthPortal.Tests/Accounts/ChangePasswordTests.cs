using System.Net;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Accounts;

public sealed class ChangePasswordTests(Portal portal) : IClassFixture<Portal>
{
    private const string Next = "four green bicycles";

    [Fact]
    public async Task Other_browsers_are_signed_out_within_a_minute_and_this_one_stays()
    {
        await portal.AddUserAsync("changer");
        using var here = portal.NewClient();
        using var there = portal.NewClient();
        var before = portal.PersonIn((await here.SignInAsync("changer")).SessionOf()!);
        await there.SignInAsync("changer");

        var answer = await ChangeAsync(here, Seed.Password, Next);

        Assert.Contains("Your password is changed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var after = portal.PersonIn(answer.SessionOf()!);
        Assert.Equal((before.SessionId, before.AuthTime), (after.SessionId, after.AuthTime));
        portal.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True(await here.IsSignedInAsync());
        Assert.False(await there.IsSignedInAsync());
        using var again = portal.NewClient();
        Assert.Equal(HttpStatusCode.OK, (await again.SignInAsync("changer")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await again.SignInAsync("changer", Next)).StatusCode);
    }

    [Theory]
    [InlineData("not the password", Next, Next, "not your current password")]
    [InlineData(Seed.Password, Next, "something else", "do not match")]
    [InlineData(Seed.Password, "too short", "too short", "Use at least 10")]
    [InlineData(Seed.Password, "password12345", "password12345", "Many people use")]
    public async Task A_change_that_is_refused_changes_nothing(string old, string next, string confirm, string says)
    {
        var name = "keeper" + says.Length + next.Length;
        await portal.AddUserAsync(name);
        using var client = portal.NewClient();
        await client.SignInAsync(name);

        var answer = await ChangeAsync(client, old, next, confirm);

        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var again = portal.NewClient();
        Assert.Equal(HttpStatusCode.Found, (await again.SignInAsync(name)).StatusCode);
    }

    [Fact]
    public async Task A_borrowed_session_is_no_place_to_guess()
    {
        await portal.AddUserAsync("borrowed");
        using var client = portal.NewClient();
        await client.SignInAsync("borrowed");
        for (var i = 0; i < 10; i++)
        {
            await ChangeAsync(client, "wrong number " + i, Next);
        }

        var answer = await ChangeAsync(client, Seed.Password, Next);

        Assert.Contains("not your current", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> ChangeAsync(
        HttpClient client, string old, string next, string? confirm = null)
        => client.PostFormAsync(
            "/account/security",
            ("Input.OldPassword", old),
            ("Input.NewPassword", next),
            ("Input.Confirm", confirm ?? next));
}
