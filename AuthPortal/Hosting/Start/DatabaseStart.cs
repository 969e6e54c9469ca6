using AuthPortal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Hosting.Start;

/// <summary>Before the first request: of a file the folder, the write-ahead log and the migrations.</summary>
internal sealed class DatabaseStart(
    IDbContextFactory<AuthDbContext> contexts,
    WriteTurn turn,
    DatabaseLocation location,
    DatabasePresence presence) : IHostedService
{
    private const int NotADatabase = 26;
    private const int ReadOnly = 8;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (location.IsServer)
        {
            await PostgresStart.RunAsync(db, turn, cancellationToken);
            return;
        }

        location.EnsureKeyFolder();
        try
        {
            await MigrateAsync(db, cancellationToken);
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            await db.Database.ExecuteSqlRawAsync("BEGIN IMMEDIATE; ROLLBACK", cancellationToken);
            presence.Expect();
        }
        catch (SqliteException problem)
        {
            throw new StartRefusedException(Line(problem), problem);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="StartRefusedException">The database has what this version does not know.</exception>
    internal static async Task CheckVersionAsync(AuthDbContext db, string place, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        if (applied.FirstOrDefault(migration => !known.Contains(migration)) is { } newer)
        {
            throw new StartRefusedException(
                $"The database {place} was written by a newer version (it has {newer}): start that version, or "
                + "restore an older copy of the database.");
        }
    }

    private async Task MigrateAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        await CheckVersionAsync(db, location.File, cancellationToken);
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await ForgetDeadMigrationAsync(db, cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    /// <summary>A program killed while it migrated leaves its lock behind, and the next would wait for ever.</summary>
    private static async Task ForgetDeadMigrationAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        var locks = await db.Database
            .SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (locks > 0)
        {
            await db.Database.ExecuteSqlRawAsync(
                "DELETE FROM __EFMigrationsLock WHERE Timestamp < datetime('now', '-1 minute')",
                cancellationToken);
        }
    }

    private string Line(SqliteException problem) => problem.SqliteErrorCode switch
    {
        NotADatabase => $"The file {location.File} is no SQLite database: move it away, or choose another in "
            + "ConnectionStrings:AuthPortal.",
        ReadOnly => $"The database {location.File} can't be written: let this program's user write the file and its "
            + "folder, and remove Mode=ReadOnly from ConnectionStrings:AuthPortal.",
        _ => $"The database {location.File} can't be opened ({problem.Message.TrimEnd('.')}): see that the file and "
            + "its folder can be written by this program's user.",
    };
}
