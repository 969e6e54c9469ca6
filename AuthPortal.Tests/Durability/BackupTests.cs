using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Hosting;
using AuthPortal.Tests.Tokens;
using Microsoft.Data.Sqlite;

namespace AuthPortal.Tests.Durability;

/// <summary>The command lines <c>backup</c> and <c>restore</c>, run as processes beside a server that is in use.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_copy_taken_under_load_is_whole_and_a_server_starts_from_it()
    {
        await using var portal = new Portal();
        var scene = await AppScene.CreateAsync(portal);
        var before = (await scene.TokensAsync()).GetProperty("refresh_token").GetString()!;
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await scene.TokensAsync();
            }
        });
        var copy = Path.Combine(portal.Folder, "copy.db");
        using var command = new StartedPortal { Database = Path.Combine(portal.Folder, "authportal.db") };
        var said = await RunAsync(command, "backup", copy);
        await stop.CancelAsync();
        await load;
        Assert.Contains("complete", said, StringComparison.Ordinal);
        Assert.Contains("keys", said, StringComparison.Ordinal);
        await DatabaseFile.AssertIntactAsync(copy);

        // What was answered before the copy is in it, and what came after is not, neither by halves.
        var folder = Directory.CreateDirectory(Path.Combine(portal.Folder, "new"));
        using var restore = new StartedPortal { Database = Path.Combine(folder.FullName, "restored.db") };
        await RunAsync(restore, "restore", copy);
        await using var connection = new SqliteConnection($"Data Source={restore.Database};Pooling=False");
        await connection.OpenAsync();
        Assert.Equal(0L, await DatabaseFile.AskAsync(
            connection,
            "SELECT COUNT(*) FROM TokenFamilies f WHERE NOT EXISTS (SELECT 1 FROM RefreshTokens t WHERE t.FamilyId = f.Id)"));
        Assert.True((long)(await DatabaseFile.AskAsync(connection, "SELECT COUNT(*) FROM RefreshTokens"))! >= 1);
        (await scene.RefreshAsync(before)).Ok();
    }

    [Fact]
    public async Task Neither_overwrites_anything()
    {
        await using var portal = new Portal();
        await portal.ReadAsync(_ => Task.FromResult(true));
        var existing = Path.Combine(portal.Folder, "precious.db");
        await File.WriteAllTextAsync(existing, "precious");
        using var command = new StartedPortal { Database = Path.Combine(portal.Folder, "authportal.db") };
        Assert.Contains("nothing is overwritten", await RunAsync(command, "backup", existing), StringComparison.Ordinal);
        Assert.Contains("nothing is overwritten", await RunAsync(command, "restore", existing), StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(existing));
    }

    [Fact]
    public async Task What_is_no_database_of_ours_is_not_restored()
    {
        var folder = Directory.CreateTempSubdirectory("authportal-restore-").FullName;
        try
        {
            var foreign = Path.Combine(folder, "foreign.db");
            await using (var connection = new SqliteConnection($"Data Source={foreign};Pooling=False"))
            {
                await connection.OpenAsync();
                await DatabaseFile.AskAsync(connection, "CREATE TABLE Other (Id INTEGER)");
            }

            using var command = new StartedPortal { Database = Path.Combine(folder, "authportal.db") };
            Assert.Contains("no database of AuthPortal", await RunAsync(command, "restore", foreign), StringComparison.Ordinal);
            Assert.False(File.Exists(command.Database));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(StartedPortal command, params string[] args)
    {
        var (_, output, errors) = await command.CommandAsync(args);
        return output + errors;
    }
}
