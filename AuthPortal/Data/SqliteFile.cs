using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace AuthPortal.Data;

/// <summary>What SQLite knows of its file and the library's managed part does not hand on.</summary>
internal static class SqliteFile
{
    /// <summary>SQLITE_FCNTL_HAS_MOVED.</summary>
    private const int HasMovedCode = 20;

    /// <summary>Whether another file than the open one lies in its place, or none.</summary>
    public static bool HasMoved(SqliteConnection connection)
        => FileControl(connection.Handle!, "main\0"u8.ToArray(), HasMovedCode, out var moved) == 0 && moved != 0;

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(SQLitePCL.sqlite3 database, byte[] name, int operation, out int result);
}
