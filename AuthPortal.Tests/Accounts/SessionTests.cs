using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Accounts;

public sealed class SessionTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task The_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts()
    {
        await portal.AddUserAsync("cookie");
        using var client = portal.NewClient();

        var answer = await client.SignInAsync("cookie");

        var cookie = answer.Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("__Host-authportal=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_says_who_when_and_how_and_each_sign_in_is_a_new_one()
    {
        var user = await portal.AddUserAsync("twice");
        using var client = portal.NewClient();

        var first = portal.PersonIn((await client.SignInAsync("twice")).SessionOf()!);
        portal.Clock.Advance(TimeSpan.FromSeconds(5));
        var second = portal.PersonIn((await client.SignInAsync("twice", page: "/login?switch=1")).SessionOf()!);

        Assert.Equal(user.Id, first.UserId);
        Assert.Equal(["pwd"], first.Amr);
        Assert.Equal(first.AuthTime.AddSeconds(5), second.AuthTime);
        Assert.NotEqual(first.SessionId, second.SessionId);
        Assert.Equal(43, first.SessionId.Length);
    }

    [Fact]
    public async Task A_renewed_cookie_is_the_same_session()
    {
        await portal.AddUserAsync("renewed");
        using var client = portal.NewClient();
        var before = portal.PersonIn((await client.SignInAsync("renewed")).SessionOf()!);
        portal.Clock.Advance(TimeSpan.FromMinutes(2));

        var answer = await client.GetAsync("/account/security");

        var after = portal.PersonIn(answer.SessionOf()!);
        Assert.Equal(
            (before.UserId, before.SessionId, before.AuthTime, "pwd"),
            (after.UserId, after.SessionId, after.AuthTime, string.Join(' ', after.Amr)));
    }

    [Fact]
    public async Task A_session_left_alone_for_two_weeks_is_over()
    {
        await portal.AddUserAsync("away");
        using var client = portal.NewClient();
        var session = (await client.SignInAsync("away")).SessionOf();
        portal.Clock.Advance(TimeSpan.FromDays(14) + TimeSpan.FromMinutes(1));

        // The browser would have dropped the cookie; a thief's copy is sent all the same.
        using var thief = portal.NewClient();
        thief.DefaultRequestHeaders.Add("Cookie", $"{PageForms.SessionCookie}={session}");

        Assert.Equal(HttpStatusCode.Found, (await thief.GetAsync("/account/security")).StatusCode);
    }

    [Fact]
    public async Task Pages_are_kept_by_no_cache()
    {
        using var client = portal.NewClient();

        Assert.All(
            await Task.WhenAll(new[] { "/login", "/signup", "/signed-out", "/no-such-page" }
                .Select(p => client.GetAsync(p))),
            answer => Assert.True(answer.Headers.CacheControl?.NoStore));
    }

    [Fact]
    public void Nobody_is_signed_in_without_a_session_id()
        => Assert.Null(SignedInPerson.From(new System.Security.Claims.ClaimsPrincipal()));
}
