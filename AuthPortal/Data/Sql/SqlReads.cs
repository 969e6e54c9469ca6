using System.Collections.Concurrent;
using AuthPortal.Data.Postgres;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Data.Sql;

/// <summary>
/// The reads of the hot paths, each on a connection that is open already and has the statement prepared. As many are
/// kept as were ever in use at once. A server's driver keeps its connections and their statements itself.
/// </summary>
public sealed class SqlReads(IDbContextFactory<AuthDbContext> contexts, DatabasePresence presence) : IDisposable
{
    private static readonly object Found = new();

    private readonly ConcurrentBag<Connected> _idle = [];
    private volatile bool _disposed;

    /// <summary>The first row; null when there is none.</summary>
    public async ValueTask<T?> FindAsync<T>(SqlStatement statement, Func<SqlRow, T> read, params object?[] values)
        where T : class
    {
        var connected = await TakeAsync();
        var kept = false;
        try
        {
            var found = await connected.Session.FindAsync(statement, read, values);
            kept = true;
            return found;
        }
        finally
        {
            Give(connected, kept);
        }
    }

    /// <summary>Whether there is a row.</summary>
    public async ValueTask<bool> AnyAsync(SqlStatement statement, params object?[] values)
        => await FindAsync(statement, static _ => Found, values) is not null;

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var connected))
        {
            connected.Dispose();
        }
    }

    private async ValueTask<Connected> TakeAsync()
    {
        while (_idle.TryTake(out var idle))
        {
            if (idle.Version == presence.Version)
            {
                return idle;
            }

            idle.Dispose();
        }

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

        return new Connected(db, presence.Version);
    }

    /// <summary>What failed may have lost its connection, and is not used again.</summary>
    private void Give(Connected connected, bool kept)
    {
        if (kept && !_disposed && !connected.IsOfServer)
        {
            _idle.Add(connected);
        }
        else
        {
            connected.Dispose();
        }
    }

    private sealed class Connected(AuthDbContext context, int version) : IDisposable
    {
        public int Version => version;

        public bool IsOfServer => context is PostgresDbContext;

        public SqlSession Session { get; } = new(context);

        public void Dispose()
        {
            Session.Dispose();
            context.Dispose();
        }
    }
}
