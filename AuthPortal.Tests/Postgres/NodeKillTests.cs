using AuthPortal.Hosting.Bench;
using AuthPortal.Tests.Durability;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Postgres;

/// <summary>A node is killed with no warning while programs use it; what it had answered is true on the other.</summary>
public sealed class NodeKillTests : IAsyncLifetime
{
    private const int Programs = 6;
    private const int AnswersBefore = 25;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PostgresServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_a_killed_node_had_answered_is_true_on_the_other()
    {
        var settings = _server.SettingsOf(await _server.NewDatabaseAsync());
        settings["OAuth:Issuer"] = "http://localhost:5080";
        await using var killed = await BenchServer.PortalAsync(settings: settings);
        await using var other = await BenchServer.PortalAsync(settings: settings);
        using var browser = new LoadConnection(killed.Address);
        await BenchBrowser.SignInAsync(browser, BenchFile.Person);
        var programs = Enumerable.Range(0, Programs)
            .Select(i => new RememberingProgram(killed.Address, browser.Cookies, i)).ToList();
        var work = programs.Select(program => Task.Run(program.UseUntilCutOffAsync)).ToList();
        using var patience = new CancellationTokenSource(Patience);
        while (programs.Exists(program => program.Answers < AnswersBefore))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }

        killed.Kill();
        await Task.WhenAll(work);
        foreach (var program in programs)
        {
            await program.JudgeAsync(other.Address);
        }
    }
}
