using System.Globalization;
using AuthPortal.Hosting.Bench;

namespace AuthPortal.Tests.Durability;

/// <summary>
/// The server is a process of its own and is killed with no warning while programs use it; what it had answered by then
/// is remembered here and has to be true after the next start. AUTHPORTAL_KILL_ROUNDS=25 makes it many rounds.
/// </summary>
public sealed class KillTests
{
    private const int Programs = 8;

    private const int AnswersBefore = 25;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static int Rounds
        => int.TryParse(Environment.GetEnvironmentVariable("AUTHPORTAL_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var rounds)
            ? rounds
            : 2;

    [Fact]
    public async Task What_was_answered_before_a_kill_is_true_after_it()
    {
        var folder = Directory.CreateTempSubdirectory("authportal-kill-").FullName;
        try
        {
            var database = Path.Combine(folder, "killed.db");
            for (var round = 0; round < Rounds; round++)
            {
                var programs = await UseAndKillAsync(database);
                await DatabaseFile.AssertIntactAsync(database);
                await JudgeAsync(database, programs);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<RememberingProgram>> UseAndKillAsync(string database)
    {
        await using var server = await BenchServer.PortalAsync(database);
        using var browser = new LoadConnection(server.Address);
        await BenchBrowser.SignInAsync(browser, BenchFile.Person);
        var programs = Enumerable.Range(0, Programs)
            .Select(i => new RememberingProgram(server.Address, browser.Cookies, i)).ToList();
        var work = programs.Select(program => Task.Run(program.UseUntilCutOffAsync)).ToList();
        using var patience = new CancellationTokenSource(Patience);
        while (programs.Exists(program => program.Answers < AnswersBefore))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }

        // No signal that it could answer to: what it holds in memory is gone.
        server.Kill();
        await Task.WhenAll(work);
        return programs;
    }

    private static async Task JudgeAsync(string database, List<RememberingProgram> programs)
    {
        await using var server = await BenchServer.PortalAsync(database);
        foreach (var program in programs)
        {
            await program.JudgeAsync(server.Address);
        }
    }
}
