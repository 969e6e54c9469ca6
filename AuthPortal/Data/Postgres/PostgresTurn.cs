using Npgsql;

namespace AuthPortal.Data.Postgres;

/// <summary>
/// What must happen once although several nodes start at the same time: a lock of the server, held by a connection of
/// its own, so that it ends with the node.
/// </summary>
internal sealed class PostgresTurn(NpgsqlDataSource source) : WriteTurn
{
    public override async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT pg_advisory_lock($1)";
            command.Parameters.AddWithValue(PostgresLocks.Start);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new Held(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal override IDisposable Take()
        => throw new NotSupportedException("On a server no thread of ours writes for all.");

    private sealed class Held(NpgsqlConnection connection) : IDisposable
    {
        public void Dispose()
        {
            using (connection)
            using (var command = connection.CreateCommand())
            {
                command.CommandText = "SELECT pg_advisory_unlock($1)";
                command.Parameters.AddWithValue(PostgresLocks.Start);
                command.ExecuteNonQuery();
            }
        }
    }
}

/// <summary>The numbers of our advisory locks; the third is taken by the triggers of the revocation feed.</summary>
internal static class PostgresLocks
{
    public const long Start = 4_207_001;
    public const long Leader = 4_207_002;
    public const long Feed = 4_207_003;
}
