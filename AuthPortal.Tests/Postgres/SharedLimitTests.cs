using System.Net;
using System.Text.Json.Nodes;
using AuthPortal.Accounts;
using AuthPortal.Accounts.Guards;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Data.Entities;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Postgres;

/// <summary>With two nodes an attacker has no more tries than with one.</summary>
public sealed class SharedLimitTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const int Parallel = 16;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static TheoryData<GuardedAct> Acts => [.. Enum.GetValues<GuardedAct>()];

    [Fact]
    public async Task Rfc9449_S11_1_a_proof_used_on_one_node_is_refused_on_the_other()
    {
        var (first, second) = await nodes.SceneAsync();
        using var holder = new DpopClient(first);
        using var other = new DpopClient(second);
        var proof = holder.TokenProof(MadeNow);
        (await holder.RedeemAsync(await first.CodeAsync(), proof)).Ok();
        (await other.RedeemAsync(await first.CodeAsync(), proof)).Refused("invalid_dpop_proof");
        Assert.Equal(1, await first.FamiliesAsync());
    }

    [Fact]
    public async Task Rfc9449_S11_1_of_one_proof_on_both_nodes_at_once_one_succeeds()
    {
        var (first, second) = await nodes.SceneAsync();
        using var holder = new DpopClient(first);
        using var other = new DpopClient(second);
        var token = (await holder.RedeemAsync(await first.CodeAsync(), holder.TokenProof(MadeNow))).Ok()["access_token"]!;
        var proof = holder.UserInfoProof(token, MadeNow);
        var answers = await AtOnceAsync(i => (i % 2 == 0 ? holder : other).UserInfoAsync(token, proof));
        var won = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != won), answer => answer.Refused("invalid_dpop_proof", 401));
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Failures_on_both_nodes_count_together_and_stop_nobody_else(GuardedAct act)
    {
        var (most, span) = FailureLimits.RuleOf(act);
        var party = "192.0.2.90 " + AppScene.NextName();
        nodes.First.Fail(act, party, most / 2);
        nodes.Second.Fail(act, party, most - (most / 2) - 1);
        nodes.First.Fail(act, party, 1);
        foreach (var node in new[] { nodes.First, nodes.Second })
        {
            var limits = node.Services.GetRequiredService<FailureLimits>();
            await UntilAsync(() => limits.WaitOf(act, party) is not null);
            Assert.InRange(limits.WaitOf(act, party)!.Value, span - Soon, span);
            Assert.Null(limits.WaitOf(act, party + "0"));
            Assert.All(Enum.GetValues<GuardedAct>().Except([act]), other => Assert.Null(limits.WaitOf(other, party)));
        }
    }

    [Fact]
    public async Task A_client_that_guesses_on_both_nodes_is_stopped_on_both_and_who_is_right_never_counts()
    {
        var name = AppScene.NextName();
        await nodes.First.AddClientAsync(
            name,
            new ClientMetadata { ClientName = name, GrantTypes = ["client_credentials"], Scope = "notes.read" },
            "the secret");
        HttpClient[] guessers = [nodes.First.NewClient("192.0.2.91"), nodes.Second.NewClient("192.0.2.91")];
        HttpClient[] others = [nodes.First.NewClient("192.0.2.92"), nodes.Second.NewClient("192.0.2.92")];
        var most = FailureLimits.RuleOf(GuardedAct.Client).Most;
        for (var i = 0; i < most; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(others[i % 2], name, "the secret"));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(guessers[i % 2], name, "wrong"));
        }

        foreach (var node in new[] { nodes.First, nodes.Second })
        {
            var limits = node.Services.GetRequiredService<FailureLimits>();
            await UntilAsync(() => limits.WaitOf(GuardedAct.Client, $"192.0.2.91 {name}") is not null);
        }

        foreach (var i in new[] { 0, 1 })
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(guessers[i], name, "the secret"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(others[i], name, "the secret"));
        }
    }

    [Fact]
    public async Task User_codes_are_guessed_on_both_nodes_under_one_limit()
    {
        UserCodeGuesses[] guesses =
        [
            nodes.First.Services.GetRequiredService<UserCodeGuesses>(),
            nodes.Second.Services.GetRequiredService<UserCodeGuesses>(),
        ];
        for (var i = 0; i < UserCodeGuesses.MostOfAddress; i++)
        {
            Assert.Null(guesses[i % 2].Wait(FreshBrowser()));
            guesses[i % 2].Missed(FreshBrowser());
        }

        await UntilAsync(() => guesses.All(node => node.Wait(FreshBrowser()) is not null));
    }

    [Fact]
    public async Task A_second_factor_is_counted_before_it_is_looked_at_however_many_come_to_both_nodes_at_once()
    {
        var phone = await Phone.OfNewPersonAsync(nodes.First, "stormed-" + AppScene.NextName());
        var outcomes = await AtOnceAsync(i => ProveAsync(i, phone.WrongCode()));
        Assert.Equal(SecondFactorProof.MostInARow, outcomes.Count(outcome => outcome == SecondFactorOutcome.Wrong));
        Assert.Equal(
            Parallel - SecondFactorProof.MostInARow, outcomes.Count(outcome => outcome == SecondFactorOutcome.Locked));
        Assert.Equal(SecondFactorProof.MostInARow, (await phone.RowAsync()).SecondFactorFailures);
        Assert.All(
            await AtOnceAsync(i => ProveAsync(i, phone.Code(steps: 1))),
            outcome => Assert.Equal(SecondFactorOutcome.Locked, outcome));
        Assert.Equal(1, await nodes.First.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.UserId == phone.User.Id && e.Type == AuditEventType.SecondFactorLocked)));

        Task<SecondFactorOutcome> ProveAsync(int i, string code)
            => (i % 2 == 0 ? nodes.First : nodes.Second).Services.GetRequiredService<SecondFactorProof>()
                .ProveCodeAsync(phone.User.Id, code, new Visitor(null, null));
    }

    /// <summary>The nodes go by the machine's clock.</summary>
    private static void MadeNow(JsonObject claims) => claims["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static DefaultHttpContext FreshBrowser()
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.93");
        return context;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string clientId, string secret)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)]);
        using var answer = await client.PostAsync("/token", form);
        return answer.StatusCode;
    }

    private static Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> call)
        => Task.WhenAll(Enumerable.Range(0, Parallel).Select(i => Task.Run(() => call(i))));

    /// <summary>Asks until it holds; how soon is the machine's business.</summary>
    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Soon);
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }
}
