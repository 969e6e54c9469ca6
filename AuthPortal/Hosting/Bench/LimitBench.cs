using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AuthPortal.Hosting.Bench;

/// <summary>What the machine gives at best: Kestrel with two letters to say, and the durable commits of one writer.</summary>
internal static class LimitBench
{
    private const int Connections = 64;
    private const int RowsABatch = 64;

    public static async Task<object> RunAsync(BenchReport report, BenchPlan plan)
    {
        await BenchReport.HeadAsync("The limit");
        await using var server = await BenchServer.LettersAsync();
        var request = LoadRequest.Post("/", [("grant_type", "client_credentials"), ("scope", BenchFile.Scope)]);
        var letters = await report.MeasureAsync(
            server,
            [LoadStep.Simple("Kestrel, client_credentials to two letters", Connections, async c => await c.SendAsync(request))]);
        var single = Commits(plan.Length, rows: 1);
        var batched = Commits(plan.Length, RowsABatch);
        await BenchReport.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"SQLite commits {single:F0}/s with one row each, {batched:F0}/s with {RowsABatch}: {batched * RowsABatch:F0} rows/s"));
        return new { Letters = letters, CommitsPerSecond = single, BatchedCommitsPerSecond = batched, RowsABatch };
    }

    private static double Commits(TimeSpan length, int rows)
    {
        var folder = Directory.CreateTempSubdirectory("authportal-commits-").FullName;
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "limit.db")};Pooling=False");
            connection.Open();
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE Rows (Hash BLOB PRIMARY KEY, At INTEGER)");
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO Rows VALUES (randomblob(32), 1)";
            var began = Stopwatch.GetTimestamp();
            var commits = 0;
            for (; Stopwatch.GetElapsedTime(began) < length; commits++)
            {
                using var transaction = connection.BeginTransaction();
                insert.Transaction = transaction;
                for (var row = 0; row < rows; row++)
                {
                    insert.ExecuteNonQuery();
                }

                transaction.Commit();
            }

            return commits / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A literal of the caller's.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
