using Microsoft.Data.Sqlite;

namespace AuthPortal.Tests.Durability;

/// <summary>The database as it lies on the disk.</summary>
internal static class DatabaseFile
{
    public static async Task AssertIntactAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        Assert.Equal("ok", await AskAsync(connection, "PRAGMA integrity_check"));
        Assert.Null(await AskAsync(connection, "PRAGMA foreign_key_check"));
    }

    public static async Task<object?> AskAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A literal of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
