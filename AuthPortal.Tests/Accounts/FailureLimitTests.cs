using System.Net;
using AuthPortal.Accounts.Guards;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AuthPortal.Tests.Accounts;

public sealed class FailureLimitTests
{
    public static TheoryData<GuardedAct> Acts => [.. Enum.GetValues<GuardedAct>()];

    [Theory]
    [MemberData(nameof(Acts))]
    public void The_last_failure_makes_its_party_wait_until_the_span_that_began_with_the_first_is_over(GuardedAct act)
    {
        var clock = new FakeTimeProvider();
        using var limits = new FailureLimits(clock);
        var (most, span) = FailureLimits.RuleOf(act);
        for (var i = 0; i < most; i++)
        {
            Assert.Null(limits.WaitOf(act, "198.51.100.7"));
            limits.Count(act, "198.51.100.7");
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(span - TimeSpan.FromSeconds(most), limits.WaitOf(act, "198.51.100.7"));
        Assert.Null(limits.WaitOf(act, "198.51.100.8"));
        Assert.All(Enum.GetValues<GuardedAct>().Except([act]), other => Assert.Null(limits.WaitOf(other, "198.51.100.7")));
        clock.Advance(span - TimeSpan.FromSeconds(most));
        Assert.Null(limits.WaitOf(act, "198.51.100.7"));
    }

    [Fact]
    public void Asking_counts_nothing_and_who_is_not_known_is_not_limited()
    {
        using var limits = new FailureLimits(new FakeTimeProvider());
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(limits.WaitOf(GuardedAct.Letter, "somebody"));
            limits.Count(GuardedAct.Letter, null);
        }

        Assert.Null(limits.WaitOf(GuardedAct.Letter, null));
    }

    [Fact]
    public void Failures_counted_at_once_are_counted_one_by_one()
    {
        using var limits = new FailureLimits(new FakeTimeProvider());
        Parallel.For(0, FailureLimits.RuleOf(GuardedAct.SignIn).Most - 1, _ => limits.Count(GuardedAct.SignIn, "n"));
        Assert.Null(limits.WaitOf(GuardedAct.SignIn, "n"));
        limits.Count(GuardedAct.SignIn, "n");
        Assert.NotNull(limits.WaitOf(GuardedAct.SignIn, "n"));
    }

    [Fact]
    public void However_many_parties_fail_memory_is_bounded()
    {
        using var limits = new FailureLimits(new FakeTimeProvider());
        Parallel.For(0, 200_000, i => limits.Count(GuardedAct.SignIn, $"2001:db8::{i:x}"));
        Assert.InRange(limits.Windows, 50_000, FailureLimits.Slots);
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void A_network_is_one_party(string one, string other, bool same)
        => Assert.Equal(same, NetworkOf(one) == NetworkOf(other));

    [Fact]
    public async Task Wrong_passwords_from_one_network_are_stopped_and_right_ones_are_never_counted()
    {
        await using var portal = new AddressedPortal();
        await portal.AddUserAsync("officer");
        using var office = portal.NewClient("192.0.2.10");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Found, (await office.SignInAsync("officer", page: "/login?switch=1")).StatusCode);
        }

        portal.Fail(GuardedAct.SignIn, "192.0.2.10", FailureLimits.RuleOf(GuardedAct.SignIn).Most - 1);
        Assert.Equal(HttpStatusCode.Found, (await office.SignInAsync("officer", page: "/login?switch=1")).StatusCode);
        using var client = portal.NewClient("192.0.2.10");
        Assert.Equal(HttpStatusCode.OK, (await client.SignInAsync("officer", "not the password")).StatusCode);

        var events = await portal.ReadAsync(db => db.AuditEvents.CountAsync());
        var refused = await client.SignInAsync("officer");
        Assert.Equal((HttpStatusCode.TooManyRequests, null), (refused.StatusCode, refused.SessionOf()));
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.FromMinutes(9));
        Assert.Contains("Wait 10 minutes", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(events, await portal.ReadAsync(db => db.AuditEvents.CountAsync()));
        using var home = portal.NewClient("192.0.2.11");
        Assert.Equal(HttpStatusCode.Found, (await home.SignInAsync("officer")).StatusCode);
        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Found, (await client.SignInAsync("officer")).StatusCode);
    }

    [Fact]
    public async Task Sign_up_reset_and_second_step_are_stopped_with_a_page_that_says_so()
    {
        await using var portal = new AddressedPortal();
        var phone = await Phone.OfNewPersonAsync(portal, "slowed");
        using var client = portal.NewClient("192.0.2.20");
        await client.SignInAsync("slowed");
        foreach (var act in new[] { GuardedAct.SignUp, GuardedAct.Reset, GuardedAct.SecondFactor })
        {
            portal.Fail(act, "192.0.2.20", FailureLimits.RuleOf(act).Most);
        }

        var signUp = await client.PostFormAsync(
            "/signup",
            ("Input.UserName", "eager"),
            ("Input.Email", "eager@example.test"),
            ("Input.Password", Seed.Password));
        var reset = await client.PostFormAsync("/forgot-password", ("Input.UserName", "slowed"));
        var second = await SecondFactorTests.VerifyAsync(client, phone.NextCode());

        Assert.All([signUp, reset, second], answer =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Null(answer.SessionOf());
        });
        Assert.False(await portal.ReadAsync(db => db.Users.AnyAsync(u => u.UserName == "eager")));
        Assert.Equal(0, await portal.ReadAsync(db => db.OutgoingMails.CountAsync(m => m.Kind == "ResetPassword")));
    }

    [Fact]
    public async Task Taken_names_can_be_probed_only_so_often()
    {
        await using var portal = new AddressedPortal();
        await portal.AddUserAsync("taken");
        using var client = portal.NewClient("192.0.2.30");
        var last = HttpStatusCode.OK;
        for (var i = 0; i <= FailureLimits.RuleOf(GuardedAct.SignUp).Most; i++)
        {
            last = (await client.PostFormAsync(
                "/signup", ("Input.UserName", "taken"), ("Input.Email", "x@example.test"), ("Input.Password", Seed.Password))).StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task Nobodys_mailbox_is_filled_and_the_answer_does_not_tell()
    {
        await using var portal = new AddressedPortal();
        await portal.AddUserAsync("mailbox");
        var answers = new HashSet<string>();
        for (var i = 0; i < 8; i++)
        {
            using var client = portal.NewClient($"192.0.2.{40 + i}");
            var answer = await client.PostFormAsync("/forgot-password", ("Input.UserName", "mailbox"));
            answers.Add(EnumerationTests.Plain(await answer.Content.ReadAsStringAsync()));
        }

        Assert.Single(answers);
        Assert.Equal(5, (await portal.LettersToAsync("mailbox@example.test")).Count);
    }

    [Fact]
    public async Task A_client_that_fails_too_often_gets_429_as_json_and_others_are_not_stopped()
    {
        await using var portal = new AddressedPortal();
        foreach (var name in new[] { "guessed", "neighbour" })
        {
            await AddMachineAsync(portal, name, "the secret");
        }

        using var client = portal.NewClient("192.0.2.50");
        await FailAsync(client, "guessed");
        foreach (var path in new[] { "/token", "/introspect", "/revoke" })
        {
            var refused = await TokenAsync(client, "guessed", "the secret", path);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal("application/json", refused.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(refused.Headers.RetryAfter?.Delta);
            var body = await refused.Content.ReadAsStringAsync();
            Assert.Contains("temporarily_unavailable", body, StringComparison.Ordinal);
            Assert.DoesNotContain("access_token", body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await TokenAsync(client, "guessed", "a secret that may be right")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(client, "neighbour", "the secret")).StatusCode);
        using var elsewhere = portal.NewClient("192.0.2.51");
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(elsewhere, "guessed", "the secret")).StatusCode);
    }

    [Fact]
    public async Task A_client_that_was_right_before_is_not_stopped_by_who_is_wrong_beside_it()
    {
        await using var portal = new AddressedPortal();
        await AddMachineAsync(portal, "beside", "the secret");
        using var client = portal.NewClient("192.0.2.60");
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(client, "beside", "the secret")).StatusCode);
        await FailAsync(client, "beside");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, (await TokenAsync(client, "beside", "wrong")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await TokenAsync(client, "beside", "the secret")).StatusCode);
        }
    }

    [Fact]
    public async Task A_secret_that_nobody_can_guess_is_looked_at_whatever_failed_before()
    {
        await using var portal = new AddressedPortal();
        var secret = Secrets.Generate();
        await AddMachineAsync(portal, "strong", secret);
        using var client = portal.NewClient("192.0.2.61");
        await FailAsync(client, "strong");
        var refused = await TokenAsync(client, "strong", Secrets.Generate());
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(client, "strong", secret)).StatusCode);
    }

    [Fact]
    public void What_was_proven_is_known_of_its_party_alone()
    {
        var proven = new ProvenSecrets();
        proven.Remember("192.0.2.1 app", "the secret");
        Assert.True(proven.Knows("192.0.2.1 app", "the secret"));
        Assert.False(proven.Knows("192.0.2.1 app", "another"));
        Assert.False(proven.Knows("192.0.2.2 app", "the secret"));
        Assert.False(new ProvenSecrets().Knows("192.0.2.1 app", "the secret"));
    }

    private static Task AddMachineAsync(Portal portal, string clientId, string secret) => portal.AddClientAsync(
        clientId, new ClientMetadata { ClientName = clientId, GrantTypes = ["client_credentials"], Scope = "notes.read" }, secret);

    private static async Task FailAsync(HttpClient client, string clientId)
    {
        for (var i = 0; i < FailureLimits.RuleOf(GuardedAct.Client).Most; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await TokenAsync(client, clientId, "wrong")).StatusCode);
        }
    }

    private static string? NetworkOf(string address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return FailureLimits.NetworkOf(context);
    }

    private static Task<HttpResponseMessage> TokenAsync(
        HttpClient client, string clientId, string secret, string path = "/token")
        => client.PostAsync(path, new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("token", "x"), new("client_id", clientId), new("client_secret", secret),
        ]));
}
