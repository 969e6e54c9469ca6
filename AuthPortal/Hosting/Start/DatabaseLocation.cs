using AuthPortal.Data;
using Microsoft.Data.Sqlite;

namespace AuthPortal.Hosting.Start;

/// <summary>Where the database file is, and the folder beside it for the keys that encrypt what it holds.</summary>
internal sealed class DatabaseLocation(IConfiguration configuration, IHostEnvironment environment)
{
    private const string Key = "ConnectionStrings:" + DatabaseProviders.ConnectionName;
    private const string Default = "Data Source=App_Data/authportal.db";

    /// <summary>The database file's full path.</summary>
    /// <exception cref="StartRefusedException">The connection string names no file.</exception>
    public string File => Parse(configuration[Key]) is { DataSource: { Length: > 0 } file } parsed
        && parsed.Mode != SqliteOpenMode.Memory && file != ":memory:"
        ? Path.GetFullPath(file)
        : throw new StartRefusedException(
            $"{Key} names no SQLite file: give one, such as 'Data Source=App_Data/authportal.db'.");

    /// <summary>Whether it lies on a server and not in a file.</summary>
    public bool IsServer => DatabaseProviders.Of(configuration) == DatabaseProvider.Postgres;

    /// <summary>For what this node keeps for itself.</summary>
    public string Folder => IsServer
        ? Path.Combine(environment.ContentRootPath, "App_Data")
        : Path.GetDirectoryName(File)!;

    public string KeyFolder => Path.Combine(Folder, "keys");

    /// <summary>A relative file is relative to the content root, wherever the program was started from.</summary>
    public static void MakeAbsolute(ConfigurationManager configuration, string contentRoot)
    {
        if (DatabaseProviders.Of(configuration) == DatabaseProvider.Postgres)
        {
            return;
        }

        configuration[Key] ??= Default;
        if (Parse(configuration[Key]) is { DataSource: { Length: > 0 } file } parsed
            && file != ":memory:" && !Path.IsPathRooted(file))
        {
            parsed.DataSource = Path.Combine(contentRoot, file);
            configuration[Key] = parsed.ConnectionString;
        }
    }

    /// <summary>Makes the folder that the database file lies in.</summary>
    public void EnsureFolder()
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"The database's folder {Folder} can't be made: choose another in {Key}, or let this program's user "
                + "write there.",
                problem);
        }
    }

    /// <summary>Makes the key folder, for its owner only; an existing one that others may read is tightened.</summary>
    public DirectoryInfo EnsureKeyFolder()
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        EnsureFolder();
        try
        {
            if (OperatingSystem.IsWindows())
            {
                return Directory.CreateDirectory(KeyFolder);
            }

            var folder = Directory.CreateDirectory(KeyFolder, ownerOnly);
            if (folder.UnixFileMode != ownerOnly)
            {
                folder.UnixFileMode = ownerOnly;
            }

            return folder;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"The folder {KeyFolder}, which holds the encryption keys, can't be made or protected: let this "
                + "program's user own it.",
                problem);
        }
    }

    private static SqliteConnectionStringBuilder? Parse(string? connection)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connection);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
