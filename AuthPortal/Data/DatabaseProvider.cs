namespace AuthPortal.Data;

/// <summary>What stores everything: the setting <c>Database:Provider</c>.</summary>
public enum DatabaseProvider
{
    /// <summary>A file beside the program; one process writes it.</summary>
    Sqlite,

    /// <summary>A server that several nodes share.</summary>
    Postgres,
}

/// <summary>Reads the setting; what it says wrongly was refused before.</summary>
public static class DatabaseProviders
{
    public const string Section = "Database";
    public const string ConnectionName = "AuthPortal";

    public static DatabaseProvider Of(IConfiguration configuration)
        => configuration.GetSection(Section)["Provider"] == "postgres" ? DatabaseProvider.Postgres : DatabaseProvider.Sqlite;
}
