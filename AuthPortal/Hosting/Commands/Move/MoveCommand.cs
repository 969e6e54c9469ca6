using AuthPortal.Data.Postgres;
using AuthPortal.Hosting.Start;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AuthPortal.Hosting.Commands.Move;

/// <summary>
/// <c>move-to-postgres FILE</c>: carries all that an SQLite file and the key folder beside it hold to the PostgreSQL of
/// this configuration. A table goes in one transaction, so that a move which was cut off goes on where it was; a database
/// that holds anything else is not touched. The file is only read, and locked meanwhile: nothing is written behind it.
/// </summary>
internal static class MoveCommand
{
    public const string Name = "move-to-postgres";

    /// <summary>In seconds, for the lock of somebody who writes the file.</summary>
    private const int LongestWait = 5;

    /// <exception cref="StartRefusedException">There is no such file, or the target isn't empty; nothing was changed.</exception>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, CancellationToken cancellationToken)
    {
        var location = services.GetRequiredService<DatabaseLocation>();
        if (args is not [Name, { Length: > 0 } file] || !location.IsServer)
        {
            throw new StartRefusedException(
                $"{Name} FILE takes an SQLite file, and the settings of the PostgreSQL that it goes to "
                + "(Database:Provider=postgres).");
        }

        if (!File.Exists(file))
        {
            throw new StartRefusedException($"There is no {Path.GetFullPath(file)}: nothing was moved.");
        }

        await ActivatorUtilities.CreateInstance<DatabaseStart>(services).StartAsync(cancellationToken);
        await using var db = await services.GetRequiredService<IDbContextFactory<PostgresDbContext>>()
            .CreateDbContextAsync(cancellationToken);
        await using var target = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellationToken);
        await using var source = new SqliteConnection(ConnectionTo(file));
        await LockAsync(source, file, SqliteVersion.Newest(db), cancellationToken);
        var progress = await MoveProgress.OpenAsync(target, cancellationToken);
        var tables = MovedTables.InOrder(db.Model);
        await progress.RefuseOthersAsync(tables, cancellationToken);
        await MoveAsync(new TableMove(source, target, progress), tables, cancellationToken);
        var keys = new KeyMove(db, services.GetRequiredService<ILoggerFactory>());
        await keys.RunAsync(
            Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "keys"),
            KeyCertificates.Of(services.GetRequiredService<IConfiguration>())[0],
            cancellationToken);
        await progress.CheckAsync(source, tables, cancellationToken);
        await Console.Out.WriteLineAsync(
            $"{Path.GetFullPath(file)} has been moved: every count agrees. Start the nodes on PostgreSQL, and keep the file "
            + "and its keys folder until you have seen them work.");
        return 0;
    }

    private static async Task MoveAsync(TableMove move, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var bar = new ProgressBar("moved");
        for (var i = 0; i < tables.Count; i++)
        {
            await bar.ShowAsync(i, tables.Count);
            await move.RunAsync(tables[i], cancellationToken);
        }

        await bar.ShowAsync(tables.Count, tables.Count);
    }

    private static string ConnectionTo(string file) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWrite,
        Pooling = false,
        DefaultTimeout = LongestWait,
    }.ConnectionString;

    /// <summary>Nobody else writes the file from here on, and it is of this version.</summary>
    private static async Task LockAsync(
        SqliteConnection source,
        string file,
        string version,
        CancellationToken cancellationToken)
    {
        try
        {
            await source.OpenAsync(cancellationToken);
            await using var command = source.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE; SELECT MAX(MigrationId) FROM __EFMigrationsHistory";
            var newest = await command.ExecuteScalarAsync(cancellationToken) as string;
            if (newest != version)
            {
                throw new StartRefusedException(
                    $"{file} is of another version ({newest}): start this program on it once, so that it is brought up to date.");
            }
        }
        catch (SqliteException problem)
        {
            throw new StartRefusedException(
                $"{file} can't be locked ({problem.Message.TrimEnd('.')}): stop the server that uses it.", problem);
        }
    }
}
