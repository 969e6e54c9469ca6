using Microsoft.Data.Sqlite;

namespace AuthPortal.Data;

/// <summary>
/// A file that was removed can be written to for as long as it is open, and everything written is lost: nothing is
/// answered from there. When a file is back in its place, work goes on with that.
/// </summary>
public sealed class DatabasePresence(IConfiguration configuration)
{
    private volatile string? _file;
    private volatile int _version;

    /// <summary>Another number when another file has taken the place: connections from before it are good no more.</summary>
    internal int Version => _version;

    /// <summary>From here on the file is expected to be there. Called once, when the database is ready.</summary>
    public void Expect()
        => _file = Path.GetFullPath(
            new SqliteConnectionStringBuilder(configuration.GetConnectionString("AuthPortal")).DataSource);

    /// <exception cref="StorageOutageException">The file is gone.</exception>
    internal void Check()
    {
        if (_file is { } file && !File.Exists(file))
        {
            throw new StorageOutageException("The database's file is gone: put it back where it was.");
        }
    }

    /// <summary>The writer found its open file to be another than the one in its place.</summary>
    /// <exception cref="StorageOutageException">There is none in its place.</exception>
    internal void Replaced()
    {
        Check();
        Interlocked.Increment(ref _version);
        SqliteConnection.ClearAllPools();
    }
}
