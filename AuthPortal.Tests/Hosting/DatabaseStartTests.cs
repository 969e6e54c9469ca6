using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace AuthPortal.Tests.Hosting;

public sealed class DatabaseStartTests
{
    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_kept()
    {
        using var portal = new StartedPortal();
        var words = string.Concat(Enumerable.Repeat("These are no pages of SQLite. ", 100));
        await File.WriteAllTextAsync(portal.Database, words);
        await AssertRefusedAsync(portal, "is no SQLite database");
        Assert.Equal(words, await File.ReadAllTextAsync(portal.Database));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        using var portal = new StartedPortal();
        await ExecuteAsync(
            portal.Database,
            """
            CREATE TABLE __EFMigrationsHistory (MigrationId TEXT PRIMARY KEY, ProductVersion TEXT NOT NULL);
            INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0');
            """);
        await AssertRefusedAsync(portal, "newer version (it has 29990101000000_Later)");
    }

    [Fact]
    public async Task A_read_only_database_is_refused()
    {
        using var portal = new StartedPortal();
        await ExecuteAsync(portal.Database, "CREATE TABLE t (x)");
        portal.Settings["ConnectionStrings__AuthPortal"] = $"Data Source={portal.Database};Mode=ReadOnly";
        await AssertRefusedAsync(portal, "can't be written");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        using var portal = new StartedPortal();
        await File.WriteAllTextAsync(Path.Combine(portal.Folder, "taken"), string.Empty);
        portal.Settings["ConnectionStrings__AuthPortal"] =
            $"Data Source={Path.Combine(portal.Folder, "taken", "authportal.db")}";
        await AssertRefusedAsync(portal, "taken can't be made");
    }

    [Fact]
    public async Task A_database_in_memory_is_refused()
    {
        using var portal = new StartedPortal();
        portal.Settings["ConnectionStrings__AuthPortal"] = "Data Source=:memory:";
        await AssertRefusedAsync(portal, "ConnectionStrings:AuthPortal names no SQLite file");
    }

    private static async Task AssertRefusedAsync(StartedPortal portal, string words)
    {
        var (exitCode, errors) = await portal.RunToEndAsync();
        Assert.Contains(words, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Equal(1, exitCode);
    }

    [SuppressMessage("Security", "CA2100", Justification = "The statements stand in this file.")]
    private static async Task ExecuteAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
