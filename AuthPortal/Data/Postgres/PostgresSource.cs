using Npgsql;

namespace AuthPortal.Data.Postgres;

/// <summary>The pool of connections, with what the protocol needs where the connection string says nothing else.</summary>
internal static class PostgresSource
{
    private const int Statements = 200;

    public static NpgsqlDataSource Create(IConfiguration configuration)
    {
        var connection = new NpgsqlConnectionStringBuilder(
            configuration.GetConnectionString(DatabaseProviders.ConnectionName))
        { ApplicationName = "AuthPortal" };
        if (connection.MaxAutoPrepare == 0)
        {
            connection.MaxAutoPrepare = Statements;
        }

        return new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();
    }
}
