using System.Data.Common;
using System.Text.Json;
using AuthPortal.Hosting.Start;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace AuthPortal.Hosting.Commands.Move;

/// <summary>
/// Brings one table over in one transaction, by PostgreSQL's bulk copy. Its triggers rest meanwhile: what they would write
/// is among what is moved.
/// </summary>
internal sealed class TableMove(SqliteConnection source, NpgsqlConnection target, MoveProgress progress)
{
    public async Task RunAsync(string table, CancellationToken cancellationToken)
    {
        if (progress.Has(table))
        {
            return;
        }

        var columns = await ColumnsAsync(table, cancellationToken);
        try
        {
            await using var transaction = await target.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync($"ALTER TABLE \"{table}\" DISABLE TRIGGER USER", cancellationToken);
            await CopyAsync(table, columns, cancellationToken);
            await ExecuteAsync($"ALTER TABLE \"{table}\" ENABLE TRIGGER USER", cancellationToken);
            await SetNumbersAsync(table, columns, cancellationToken);
            await progress.AddAsync(table, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException problem)
        {
            throw new StartRefusedException(
                $"{table} was not moved ({problem.MessageText.TrimEnd('.')}): mend it in the file and run the same again.", problem);
        }
    }

    private async Task CopyAsync(string table, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        await using var read = source.CreateCommand();
#pragma warning disable CA2100 // The databases' own names.
        read.CommandText = $"SELECT {names} FROM \"{table}\"";
#pragma warning restore CA2100
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        await using var copy = await target.BeginBinaryImportAsync(
            $"COPY \"{table}\" ({names}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            await copy.StartRowAsync(cancellationToken);
            for (var i = 0; i < columns.Count; i++)
            {
                await WriteAsync(copy, rows, i, columns[i].Type, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>As EF Core stores a type in either database.</summary>
    private static async Task WriteAsync(
        NpgsqlBinaryImporter copy,
        DbDataReader row,
        int column,
        NpgsqlDbType type,
        CancellationToken cancellationToken)
    {
        if (await row.IsDBNullAsync(column, cancellationToken))
        {
            await copy.WriteNullAsync(cancellationToken);
            return;
        }

        await (type switch
        {
            NpgsqlDbType.Uuid => copy.WriteAsync(row.GetGuid(column), type, cancellationToken),
            NpgsqlDbType.Boolean => copy.WriteAsync(row.GetBoolean(column), type, cancellationToken),
            NpgsqlDbType.Bytea => copy.WriteAsync((byte[])row.GetValue(column), type, cancellationToken),
            NpgsqlDbType.Bigint => copy.WriteAsync(row.GetInt64(column), type, cancellationToken),
            NpgsqlDbType.Integer => copy.WriteAsync(row.GetInt32(column), type, cancellationToken),
            NpgsqlDbType.Double => copy.WriteAsync(row.GetDouble(column), type, cancellationToken),
            // EF Core keeps a list as JSON in SQLite, and as an array in PostgreSQL.
            NpgsqlDbType.Array | NpgsqlDbType.Text => copy.WriteAsync(
                JsonSerializer.Deserialize<string[]>(row.GetString(column))!, type, cancellationToken),
            _ => copy.WriteAsync(row.GetString(column), type, cancellationToken),
        });
    }

    /// <summary>What numbers rows goes on after the highest.</summary>
    private async Task SetNumbersAsync(string table, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        foreach (var column in columns.Where(column => column.IsNumbered))
        {
            await ExecuteAsync(
                $"""
                SELECT setval(pg_get_serial_sequence('"{table}"', '{column.Name}'), (SELECT MAX("{column.Name}") FROM "{table}"))
                """,
                cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Column>> ColumnsAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT column_name, data_type, is_identity = 'YES' FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position
            """,
            target);
        command.Parameters.AddWithValue(table);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new List<Column>();
        while (await rows.ReadAsync(cancellationToken))
        {
            columns.Add(new Column(rows.GetString(0), TypeOf(rows.GetString(1)), rows.GetBoolean(2)));
        }

        return columns;
    }

    private static NpgsqlDbType TypeOf(string name) => name switch
    {
        "uuid" => NpgsqlDbType.Uuid,
        "boolean" => NpgsqlDbType.Boolean,
        "bytea" => NpgsqlDbType.Bytea,
        "bigint" => NpgsqlDbType.Bigint,
        "integer" => NpgsqlDbType.Integer,
        "double precision" => NpgsqlDbType.Double,
        "jsonb" => NpgsqlDbType.Jsonb,
        "text" => NpgsqlDbType.Text,
        "character varying" => NpgsqlDbType.Varchar,
        "ARRAY" => NpgsqlDbType.Array | NpgsqlDbType.Text,
        _ => throw new InvalidOperationException($"Columns of type {name} are not moved."),
    };

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The databases' own names.
        await using var command = new NpgsqlCommand(sql, target);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Column(string Name, NpgsqlDbType Type, bool IsNumbered);
}
