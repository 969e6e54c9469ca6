using System.Text.Json;
using AuthPortal.Data;
using AuthPortal.Tests.Tokens;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Postgres;

/// <summary>Several nodes behind any balancer: what one did holds at the next call of the other.</summary>
public sealed class TwoNodesTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const int Rounds = 200;
    private const int Parallel = 20;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_code_of_one_node_is_redeemed_on_the_other()
    {
        var (first, second) = await nodes.SceneAsync();
        var tokens = await second.RedeemAsync(await first.CodeAsync());
        Assert.Equal(200, (await first.UserInfoAsync(tokens.Ok()["access_token"]!)).Status);
        (await first.RefreshAsync(tokens["refresh_token"]!)).Ok();
    }

    [Fact]
    public async Task Of_parallel_redemptions_over_both_nodes_exactly_one_wins_and_the_replay_ends_it()
    {
        var (first, second) = await nodes.SceneAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var code = await first.CodeAsync();
            var answers = await AtOnceAsync(i => (i % 2 == 0 ? first : second).RedeemAsync(code));
            var won = Assert.Single(answers, answer => answer.Status == 200);
            Assert.All(answers.Where(answer => answer != won), answer => answer.Refused("invalid_grant"));
            Assert.Equal(0, await first.FamiliesAsync());
        }
    }

    [Fact]
    public async Task A_refresh_token_used_on_both_nodes_at_once_has_one_successor()
    {
        var (first, second) = await nodes.SceneAsync();
        var current = (await first.TokensAsync()).GetProperty("refresh_token").GetString()!;
        for (var round = 0; round < 50; round++)
        {
            var answers = await AtOnceAsync(i => (i % 2 == 0 ? first : second).RefreshAsync(current));
            Assert.All(answers, answer => answer.Ok());
            current = Assert.Single(answers.Select(answer => answer["refresh_token"]).Distinct())!;
        }
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task A_revocation_on_one_node_holds_at_the_next_call_on_the_other(string format)
    {
        var scene = await AppScene.CreateAsync(nodes.First, metadata => metadata with { AccessTokenFormat = format });
        var other = scene with { Portal = nodes.Second, Http = nodes.Second.NewClient() };
        for (var round = 0; round < 20; round++)
        {
            var tokens = await scene.TokensAsync();
            var access = tokens.GetProperty("access_token").GetString()!;
            Assert.Equal(200, (await other.UserInfoAsync(access)).Status);
            (await scene.PostAsync("/revoke", ("token", tokens.GetProperty("refresh_token").GetString()))).Ok();
            Assert.Equal(401, (await other.UserInfoAsync(access)).Status);
            (await other.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Refused("invalid_grant");
            var introspected = (await other.PostAsync("/introspect", ("token", access))).Ok();
            Assert.False(introspected.Json.GetProperty("active").GetBoolean());
        }
    }

    [Fact]
    public async Task A_change_of_an_app_is_known_to_the_other_node_within_a_second()
    {
        var (first, second) = await nodes.SceneAsync();
        (await second.RefreshAsync((await second.TokensAsync()).GetProperty("refresh_token").GetString()!)).Ok();
        await first.Portal.WriteAsync(db => db.Clients.Where(c => c.Id == first.ClientId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, TimeProvider.System.GetUtcNow())));
        await UntilAsync(async () => (await second.RedeemAsync("no-code")).Status == 401);
    }

    [Fact]
    public async Task A_change_whose_notice_is_lost_is_seen_by_the_count()
    {
        var (first, second) = await nodes.SceneAsync();
        (await second.RefreshAsync((await second.TokensAsync()).GetProperty("refresh_token").GetString()!)).Ok();
        await first.Portal.WriteAsync(async db =>
        {
            // The triggers of this transaction are silent, and the count alone goes on.
            await db.Database.ExecuteSqlRawAsync("SET LOCAL session_replication_role = replica");
            await db.Clients.Where(c => c.Id == first.ClientId)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, TimeProvider.System.GetUtcNow()));
            await db.Database.ExecuteSqlRawAsync("UPDATE \"ChangeCount\" SET \"Version\" = \"Version\" + 1");
        });
        await UntilAsync(async () => (await second.RedeemAsync("no-code")).Status == 401);
    }

    [Fact]
    public async Task A_rotation_of_the_keys_is_seen_by_both()
    {
        await nodes.First.Services.GetRequiredService<SigningKeyRotation>().ReplaceAsync(CancellationToken.None);
        var expected = Kids(await nodes.First.NewClient().GetStringAsync("/.well-known/jwks.json"));
        await UntilAsync(async () => Kids(await nodes.Second.NewClient().GetStringAsync("/.well-known/jwks.json")).SetEquals(expected));
        var (first, second) = await nodes.SceneAsync();
        var tokens = await second.TokensAsync();
        Assert.Equal(200, (await first.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Status);
    }

    [Fact]
    public async Task One_node_leads_and_the_other_takes_over_when_it_goes()
    {
        ILeadership[] both =
            [nodes.First.Services.GetRequiredService<ILeadership>(), nodes.Second.Services.GetRequiredService<ILeadership>()];
        await UntilAsync(() => Task.FromResult(both.Count(node => node.IsLeader) == 1));
        Assert.NotSame(Array.Find(both, node => node.IsLeader), Array.Find(both, node => !node.IsLeader));
    }

    [Fact]
    public async Task The_revocation_feed_of_both_is_the_same_and_skips_nothing()
    {
        var (first, second) = await nodes.SceneAsync();
        await AtOnceAsync(async i =>
        {
            var node = i % 2 == 0 ? first : second;
            var tokens = await node.TokensAsync();
            return (await node.PostAsync("/revoke", ("token", tokens.GetProperty("refresh_token").GetString()))).Ok();
        });
        var written = await nodes.First.ReadAsync(db => db.Revocations.CountAsync());
        Assert.True(written >= Parallel);
        foreach (var portal in new[] { nodes.First, nodes.Second })
        {
            var feed = portal.Services.GetRequiredService<RevocationFeed>();
            await UntilAsync(() => Task.FromResult(feed.Since(0).Entries.Count == written));
        }
    }

    private static HashSet<string> Kids(string jwks)
        => [.. JsonDocument.Parse(jwks).RootElement.GetProperty("keys").EnumerateArray()
            .Select(key => key.GetProperty("kid").GetString()!)];

    private static Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> call)
        => Task.WhenAll(Enumerable.Range(0, Parallel).Select(i => Task.Run(() => call(i))));

    /// <summary>Asks until it holds; how soon is the machine's business.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Soon);
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }
}
