using AuthPortal.Data;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Postgres;

/// <summary>The PostgreSQL server crashes and starts again while both nodes work: they heal by themselves.</summary>
public sealed class OutageTests(OutageTests.Nodes nodes) : IClassFixture<OutageTests.Nodes>
{
    private const int Apps = 6;
    private const int RefreshesAfter = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private volatile bool _restarted;

    [Fact]
    public async Task A_server_that_restarts_under_load_costs_no_acknowledged_token()
    {
        var scenes = new List<(AppScene First, AppScene Second)>();
        using var patience = new CancellationTokenSource(Patience);
        var work = new List<Task<(string Latest, string Spent, int Busy)>>();
        for (var i = 0; i < Apps; i++)
        {
            var scene = await nodes.SceneAsync();
            var token = (await scene.First.TokensAsync()).GetProperty("refresh_token").GetString()!;
            scenes.Add(scene);
            work.Add(Task.Run(() => RefreshAsync(scene, token, patience.Token)));
        }

        await nodes.Server.StopAsync();
        await nodes.Server.StartAsync();
        _restarted = true;
        var ends = await Task.WhenAll(work);
        Assert.Contains(ends, end => end.Busy > 0);
        foreach (var (scene, end) in scenes.Zip(ends))
        {
            (await scene.Second.RefreshAsync(end.Latest)).Ok();
            (await scene.First.RefreshAsync(end.Spent)).Refused("invalid_grant");
        }

        ILeadership[] both =
            [nodes.First.Services.GetRequiredService<ILeadership>(), nodes.Second.Services.GetRequiredService<ILeadership>()];
        while (both.Count(node => node.IsLeader) != 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    public sealed class Nodes() : TwoNodes(new PostgresServer());

    /// <summary>Turn by turn on either node, as a client does it: told to come back, it comes with the same token.</summary>
    private async Task<(string Latest, string Spent, int Busy)> RefreshAsync(
        (AppScene First, AppScene Second) scene,
        string first,
        CancellationToken patience)
    {
        var (latest, spent, busy) = (first, string.Empty, 0);
        for (var (after, turn) = (0, 0); after < RefreshesAfter; turn++)
        {
            var answer = await (turn % 2 == 0 ? scene.First : scene.Second).RefreshAsync(latest);
            if (answer.Status == 503)
            {
                busy++;
                await Task.Delay(TimeSpan.FromMilliseconds(100), patience);
                continue;
            }

            (latest, spent) = (answer.Ok()["refresh_token"]!, latest);
            after += _restarted ? 1 : 0;
        }

        return (latest, spent, busy);
    }
}
