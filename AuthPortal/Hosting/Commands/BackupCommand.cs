using System.Globalization;
using AuthPortal.Hosting.Start;
using Microsoft.Data.Sqlite;

namespace AuthPortal.Hosting.Commands;

/// <summary>
/// <c>backup FILE</c>: a copy of one moment of the database while the server goes on; <c>restore FILE</c>: puts a copy
/// where the database belongs. Neither overwrites anything.
/// </summary>
internal static class BackupCommand
{
    public const string Backup = "backup";
    public const string Restore = "restore";

    private const int PagesAStep = 512;
    private const string Unfinished = ".unfinished";

    /// <exception cref="StartRefusedException">There is no such file, or one where the copy should go.</exception>
    public static async Task<int> RunAsync(
        IConfiguration configuration,
        IHostEnvironment environment,
        string[] args,
        CancellationToken cancellationToken)
    {
        var database = new DatabaseLocation(configuration, environment);
        if (database.IsServer)
        {
            throw new StartRefusedException(
                $"{Backup} and {Restore} are for an SQLite file: of PostgreSQL use pg_dump and pg_restore.");
        }

        if (args is not [_, { Length: > 0 } file])
        {
            throw new StartRefusedException($"Say which file: {Backup} FILE, or {Restore} FILE.");
        }

        var other = Path.GetFullPath(file);
        var (from, to) = args[0] == Backup ? (database.File, other) : (other, database.File);
        Refuse(from, to);
        if (args[0] == Restore)
        {
            database.EnsureFolder();
        }

        await CopyAsync(from, to, cancellationToken);
        await Console.Out.WriteLineAsync(
            $"{to} is complete. The keys in {database.KeyFolder} belong to it: keep a copy of them too, in another place.");
        return 0;
    }

    private static void Refuse(string from, string to)
    {
        if (!File.Exists(from))
        {
            throw new StartRefusedException($"There is no {from}: nothing was copied.");
        }

        // The log beside a database that is gone would be played into the copy.
        if (new[] { to, to + "-wal", to + "-journal" }.FirstOrDefault(File.Exists) is { } existing)
        {
            throw new StartRefusedException($"{existing} exists, and nothing is overwritten: move it away first.");
        }
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        var unfinished = to + Unfinished;
        File.Delete(unfinished);
        try
        {
            await using (var source = Open(from, SqliteOpenMode.ReadOnly))
            await using (var copy = Open(unfinished, SqliteOpenMode.ReadWriteCreate))
            {
                await source.OpenAsync(cancellationToken);
                await copy.OpenAsync(cancellationToken);

                // The first read of a transaction chooses the moment; writers go on in the log behind it.
                await AskAsync(source, "BEGIN; SELECT COUNT(*) FROM sqlite_master", cancellationToken);
                await StepAsync(source, copy, cancellationToken);
                await CheckAsync(copy, from, cancellationToken);
            }

            File.Move(unfinished, to, overwrite: false);
        }
        catch (SqliteException problem)
        {
            throw new StartRefusedException($"{from} was not copied: {problem.Message}", problem);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task StepAsync(SqliteConnection source, SqliteConnection copy, CancellationToken cancellationToken)
    {
        var bar = new ProgressBar("copied");
        using var backup = SQLitePCL.raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main");
        int result;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = SQLitePCL.raw.sqlite3_backup_step(backup, PagesAStep);
            SqliteException.ThrowExceptionForRC(result == SQLitePCL.raw.SQLITE_DONE ? SQLitePCL.raw.SQLITE_OK : result, copy.Handle);
            var pages = SQLitePCL.raw.sqlite3_backup_pagecount(backup);
            await bar.ShowAsync(pages - SQLitePCL.raw.sqlite3_backup_remaining(backup), pages);
        }
        while (result != SQLitePCL.raw.SQLITE_DONE);
    }

    /// <summary>A copy that can't be read is found today, and not on the day when it is needed.</summary>
    private static async Task CheckAsync(SqliteConnection copy, string from, CancellationToken cancellationToken)
    {
        if (await AskAsync(copy, "PRAGMA integrity_check", cancellationToken) is not "ok")
        {
            throw new StartRefusedException($"{from} is damaged: its copy does not pass SQLite's integrity check.");
        }

        var own = await AskAsync(
            copy, "SELECT COUNT(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'", cancellationToken);
        if (Convert.ToInt64(own, CultureInfo.InvariantCulture) == 0)
        {
            throw new StartRefusedException($"{from} is no database of AuthPortal.");
        }
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
        => new(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ConnectionString);

    private static async Task<object?> AskAsync(
        SqliteConnection connection,
        string sql,
        CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The literals above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
