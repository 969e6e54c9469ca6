using System.Data;
using System.Security.Cryptography;
using AuthPortal.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AuthPortal.Data.Postgres;

/// <summary>
/// PostgreSQL commits for many at once by itself, so each write has its own transaction, as if it were alone
/// (serializable): who builds on what somebody else changed meanwhile is run again and then sees it. So of two that
/// redeem the same code one wins, on whatever node they are, and what SQLite's one writer promises holds here too.
/// </summary>
public sealed class PostgresWrites(IDbContextFactory<AuthDbContext> contexts)
{
    private const int MostAttempts = 20;
    private const int MostCollisions = 3;

    public async Task<T> RunAsync<T>(Func<AuthDbContext, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(write);
            }
            catch (Exception exception) when (attempt < AttemptsAfter(exception))
            {
                await Task.Delay(Pause(attempt), cancellationToken);
            }
            catch (Exception exception) when (StorageOutage.Of(exception) is StorageOutageException outage)
            {
                throw new StorageOutageException(outage.Message, exception);
            }
        }
    }

    /// <exception cref="StorageOutageException">The server can't be reached, or too many want the same at once.</exception>
    private async Task<T> RunOnceAsync<T>(Func<AuthDbContext, Task<T>> write)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable);
        using var sql = new SqlSession(db) { Transaction = transaction.GetDbTransaction() };
        db.Sql = sql;
        try
        {
            var value = await write(db);
            await db.SaveTrackedAsync();
            await transaction.CommitAsync();
            return value;
        }
        finally
        {
            // The context goes back to its pool.
            db.Sql = null;
        }
    }

    /// <summary>
    /// Somebody else changed, made or deleted what this write builds on, and nothing of it was committed. A row that is
    /// there already or a parent that is gone may also be the plain truth, so that is not asked for long. A connection
    /// that broke at the commit is none of these: nobody knows whether it was committed.
    /// </summary>
    private static int AttemptsAfter(Exception exception)
        => exception is DbUpdateConcurrencyException
            ? MostCollisions
            : Of(exception)?.SqlState switch
            {
                PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => MostAttempts,
                PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation => MostCollisions,
                _ => 0,
            };

    /// <summary>EF Core wraps what the server said once or twice.</summary>
    private static PostgresException? Of(Exception? exception)
        => exception is null ? null : exception as PostgresException ?? Of(exception.InnerException);

    /// <summary>A little longer each time, and not the same for those that met.</summary>
    private static TimeSpan Pause(int attempt)
        => TimeSpan.FromMilliseconds(
            RandomNumberGenerator.GetInt32(1, 2 + (4 * Math.Min(attempt, 8))));
}
