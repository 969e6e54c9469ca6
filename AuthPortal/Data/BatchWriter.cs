using AuthPortal.Data.Sql;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AuthPortal.Data;

/// <summary>The writer's one connection, kept open with its statements prepared; used by the writer's thread alone.</summary>
internal sealed class BatchWriter(IDbContextFactory<AuthDbContext> contexts, DatabasePresence presence) : IDisposable
{
    /// <summary>In seconds, as the pragma of each connection has it too.</summary>
    private const int LongestLock = 5;

    private static readonly SqlStatement Begin = new("SAVEPOINT write");
    private static readonly SqlStatement Release = new("RELEASE SAVEPOINT write");
    private static readonly SqlStatement RollBack = new("ROLLBACK TO SAVEPOINT write");

    private AuthDbContext? _db;
    private bool _suspect;

    /// <summary>All in one transaction. When this throws, nothing of the batch is committed.</summary>
    public void Commit(List<Write> batch)
        // The writer's thread has nothing else to do than wait: on SQLite nothing is awaited in here at all.
        => CommitAsync(batch).GetAwaiter().GetResult();

    /// <summary>The next batch connects anew: what has failed is not trusted again.</summary>
    public void Reset()
    {
        _suspect = false;
        if (_db is { } db)
        {
            _db = null;
            db.Sql?.Dispose();
            db.Sql = null;
            db.HasWriteTurn = false;
            if (db.Database.GetDbConnection() is SqliteConnection sqlite)
            {
                // One that was opened while the disk was read-only would stay so, and wait in the pool for somebody.
                SqliteConnection.ClearPool(sqlite);
            }

            db.Dispose();
        }
    }

    public void Dispose() => Reset();

    private async Task CommitAsync(List<Write> batch)
    {
        var db = await ReadyAsync();
        var sql = db.Sql!;
        await using var transaction = await db.Database.BeginTransactionAsync();
        sql.Transaction = transaction.GetDbTransaction();
        foreach (var write in batch)
        {
            await sql.ExecuteAsync(Begin);
            try
            {
                await write.RunAsync(db);
                await db.SaveTrackedAsync();
            }
            catch (Exception exception)
            {
                write.Fail(exception);
                _suspect |= StorageOutage.Of(exception) is StorageOutageException;
                await sql.ExecuteAsync(RollBack);
            }

            await sql.ExecuteAsync(Release);
            db.ChangeTracker.Clear();
        }

        await transaction.CommitAsync();
        sql.Transaction = null;
    }

    private async Task<AuthDbContext> ReadyAsync()
    {
        if (_suspect)
        {
            Reset();
        }

        if (_db?.Database.GetDbConnection() is SqliteConnection open && SqliteFile.HasMoved(open))
        {
            presence.Replaced();
            Reset();
        }

        return _db ??= await OpenAsync();
    }

    private async Task<AuthDbContext> OpenAsync()
    {
        var db = await contexts.CreateDbContextAsync();
        try
        {
            await db.Database.OpenConnectionAsync();
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }

        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            // The longest that a lock of another program holds up who waits here.
            sqlite.DefaultTimeout = LongestLock;
        }

        db.Sql = new SqlSession(db);
        db.HasWriteTurn = true;
        return db;
    }
}
