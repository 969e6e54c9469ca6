using Microsoft.Data.Sqlite;
using Npgsql;

namespace AuthPortal.Data;

/// <summary>Tells an outage of the disk or the file, which passes, from a bug, which doesn't.</summary>
internal static class StorageOutage
{
    // SQLite's primary result codes.
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    /// <summary>Whether the same call may succeed soon: too many wait, or the database is away.</summary>
    public static bool IsPassing(Exception failure)
        => failure is WriteQueueFullException || Of(failure) is StorageOutageException;

    /// <summary>The outage behind a failure, or the failure itself.</summary>
    public static Exception Of(Exception failure)
    {
        if (failure is StorageOutageException)
        {
            return failure;
        }

        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException sqlite && WordsOf(sqlite.SqliteErrorCode) is { } words)
            {
                return new StorageOutageException(words, failure);
            }

            if (cause is NpgsqlException { IsTransient: true })
            {
                return new StorageOutageException("The database server can't be reached or is too busy.", failure);
            }
        }

        return failure;
    }

    private static string? WordsOf(int code) => code switch
    {
        Busy or Locked => "Another program holds the database's lock.",
        ReadOnly => "The database's disk or file is read-only.",
        InputOutput => "The database's disk fails to read or write.",
        Full => "The database's disk is full.",
        CannotOpen => "The database's file can't be opened: it was moved, or its folder can't be read.",
        _ => null,
    };
}
