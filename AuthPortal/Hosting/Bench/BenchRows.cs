using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AuthPortal.Hosting.Bench;

/// <summary>
/// Fills a database in bulk before it is measured: people who each allowed an app, with a sign-in, and tokens that hang on
/// them. Rows are copies of ones that the server made itself, so that they have every column.
/// </summary>
internal static class BenchRows
{
    private const int DaysOfUse = 90;

    public static async Task FillAsync(string database, BenchOptions options)
    {
        await using (var server = await BenchServer.PortalAsync(database))
        {
            await MakeTemplatesAsync(server);
        }

        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await RunAsync(connection, "PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-262144");
        var people = options.People;
        await CopyAsync(connection, "Users", people, [
            ("Id", "'person-' || i"), ("UserName", "'person' || i"), ("NormalizedUserName", "'PERSON' || i"),
            ("Email", "'person' || i || '@example.test'"), ("NormalizedEmail", "'PERSON' || i || '@EXAMPLE.TEST'")]);
        await CopyAsync(connection, "Grants", people, [("Id", IdOf("A", "i")), ("UserId", "'person-' || i")]);
        await CopyAsync(connection, "TokenFamilies", people, [("Id", IdOf("B", "i")), ("GrantId", IdOf("A", "i"))]);
        var family = IdOf("B", string.Create(CultureInfo.InvariantCulture, $"(i % {people} + 1)"));
        var each = options.Tokens / 2;
        await CopyAsync(connection, "RefreshTokens", each, [("Hash", HashOf(each)), ("FamilyId", family)]);
        await CopyAsync(connection, "AccessTokens", each, [("Hash", HashOf(each)), ("FamilyId", family)]);
        await AddUseAsync(connection);
        // Not of the others: told that a table is empty, SQLite would read all of it for each row ever after.
        await RunAsync(connection, """
            PRAGMA wal_checkpoint(TRUNCATE);
            ANALYZE "Users"; ANALYZE "Grants"; ANALYZE "TokenFamilies"; ANALYZE "RefreshTokens"; ANALYZE "AccessTokens";
            """);
        await BenchReport.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"\nFilled with {people:N0} people and {options.Tokens:N0} tokens: {new FileInfo(database).Length / (1024.0 * 1024):N0} MiB"));
    }

    private static async Task MakeTemplatesAsync(BenchServer server)
    {
        using var connection = new LoadConnection(server.Address);
        await BenchBrowser.SignInAsync(connection, BenchFile.Person);
        var steps = new PortalSteps(new BenchTarget(BenchFile.Client, BenchFile.RedirectUri, BenchFile.Scope), connection.Cookies);
        await steps.SignInToAppAsync(connection, BenchFile.Scope);
        var issued = await connection.SendAsync(LoadRequest.Post("/token", [
            ("grant_type", "client_credentials"), .. BenchTarget.CredentialsOf(BenchFile.OpaqueClient)]));
        issued.Expect(StatusCodes.Status200OK);
    }

    /// <summary>Indexes are made at the end: sorting once is faster than finding each row's place.</summary>
    private static async Task CopyAsync(
        SqliteConnection connection,
        string table,
        int count,
        (string Column, string Value)[] changed)
    {
        var columns = await ReadAsync(connection, $"SELECT name FROM pragma_table_info('{table}')");
        var indexes = await ReadAsync(
            connection, $"SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL");
        var names = await ReadAsync(
            connection, $"SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL");
        foreach (var name in names)
        {
            await RunAsync(connection, $"DROP INDEX \"{name}\"");
        }

        var values = columns.Select(c => Array.Find(changed, change => change.Column == c).Value ?? $"t.\"{c}\"");
        await RunAsync(connection, string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CREATE TEMP TABLE Template AS SELECT * FROM "{table}" LIMIT 1;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            INSERT INTO "{table}" SELECT {string.Join(", ", values)} FROM n, Template AS t;
            DROP TABLE Template;
            """));
        foreach (var index in indexes)
        {
            await RunAsync(connection, index);
        }
    }

    /// <summary>What the developers' charts draw.</summary>
    private static Task AddUseAsync(SqliteConnection connection) => RunAsync(connection, string.Create(
        CultureInfo.InvariantCulture,
        $"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {DaysOfUse * 24}),
            k(kind) AS (VALUES ('sign_in'), ('token:authorization_code'), ('token:refresh_token'))
        INSERT OR IGNORE INTO "UsageCounts" ("ClientId", "Hour", "Kind", "Count")
        SELECT '{BenchFile.Client}', (unixepoch() / 3600 - i) * 3600000, kind, i FROM n, k;
        """));

    /// <summary>A row's id as it is stored: another letter, another table.</summary>
    private static string IdOf(string letter, string number)
        => $"printf('{letter}%07X-0000-7000-8000-%012X', {number}, {number})";

    /// <summary>Spread evenly over all hashes, and rising, so that each finds its place at the end.</summary>
    private static string HashOf(int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"unhex(printf('%016X', i * {long.MaxValue / Math.Max(1, count)})) || randomblob(24)");

    private static async Task<List<string>> ReadAsync(SqliteConnection connection, string sql)
    {
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of this program's tables, and numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        return command;
    }
}
