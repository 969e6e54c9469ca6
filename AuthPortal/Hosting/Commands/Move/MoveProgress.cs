using AuthPortal.Hosting.Start;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AuthPortal.Hosting.Commands.Move;

/// <summary>Which tables have arrived; kept in the target until all have, so that a move that was cut off goes on.</summary>
internal sealed class MoveProgress
{
    private readonly NpgsqlConnection _target;
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    private MoveProgress(NpgsqlConnection target) => _target = target;

    public static async Task<MoveProgress> OpenAsync(NpgsqlConnection target, CancellationToken cancellationToken)
    {
        await using var create = new NpgsqlCommand(
            """CREATE TABLE IF NOT EXISTS "MovedTables" ("Name" text PRIMARY KEY)""", target);
        await create.ExecuteNonQueryAsync(cancellationToken);
        var progress = new MoveProgress(target);
        await using var read = new NpgsqlCommand("""SELECT "Name" FROM "MovedTables" """, target);
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            progress._done.Add(rows.GetString(0));
        }

        return progress;
    }

    public bool Has(string table) => _done.Contains(table);

    /// <summary>Within the transaction that brought the table.</summary>
    public async Task AddAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""INSERT INTO "MovedTables" VALUES ($1)""", _target);
        command.Parameters.AddWithValue(table);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <exception cref="StartRefusedException">A table has rows that this move did not bring.</exception>
    public async Task RefuseOthersAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Where(table => !Has(table)))
        {
            if (await CountAsync(table, cancellationToken) > 0)
            {
                throw new StartRefusedException(
                    $"The PostgreSQL database has rows in {table} already, and nothing is overwritten: give an empty database.");
            }
        }
    }

    /// <summary>At the end: nothing is missing and nothing came twice. Then the move leaves no trace.</summary>
    /// <exception cref="StartRefusedException">A count differs.</exception>
    public async Task CheckAsync(SqliteConnection source, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand();
#pragma warning disable CA2100 // The model's names.
            command.CommandText = $"SELECT COUNT(*) FROM \"{table}\"";
#pragma warning restore CA2100
            var (before, after) = ((long)(await command.ExecuteScalarAsync(cancellationToken))!, await CountAsync(table, cancellationToken));
            if (before != after)
            {
                throw new StartRefusedException($"Of {before} rows of {table}, {after} are in PostgreSQL: empty it and move again.");
            }
        }

        await using var drop = new NpgsqlCommand("""DROP TABLE "MovedTables" """, _target);
        await drop.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<long> CountAsync(string table, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The model's names.
        await using var command = new NpgsqlCommand($"SELECT COUNT(*) FROM \"{table}\"", _target);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
