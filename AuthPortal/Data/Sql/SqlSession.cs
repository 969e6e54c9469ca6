using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Data.Sql;

/// <summary>
/// The prepared statements of one open connection, for one caller at a time. The connection is the context's, so that
/// both see the same transaction.
/// </summary>
public sealed class SqlSession : IDisposable
{
    private readonly Dictionary<SqlStatement, DbCommand> _prepared = [];
#pragma warning disable CA2213 // The context's, which outlives the session.
    private readonly DbConnection _connection;
#pragma warning restore CA2213

    /// <param name="db">Its connection is open and stays so.</param>
    internal SqlSession(AuthDbContext db) => _connection = db.Database.GetDbConnection();

    /// <summary>What the statements run in; null: each by itself.</summary>
    internal DbTransaction? Transaction { get; set; }

    /// <summary>How many rows were written.</summary>
    public async ValueTask<int> ExecuteAsync(SqlStatement statement, params object?[] values)
        => await Prepared(statement, values).ExecuteNonQueryAsync();

    /// <summary>The first row; null when there is none.</summary>
    public async ValueTask<T?> FindAsync<T>(SqlStatement statement, Func<SqlRow, T> read, params object?[] values)
        where T : class
    {
        await using var reader = await Prepared(statement, values).ExecuteReaderAsync();
        return await reader.ReadAsync() ? read(new SqlRow(reader)) : null;
    }

    /// <summary>Whether there is a row.</summary>
    public async ValueTask<bool> AnyAsync(SqlStatement statement, params object?[] values)
    {
        await using var reader = await Prepared(statement, values).ExecuteReaderAsync();
        return await reader.ReadAsync();
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _prepared.Clear();
    }

    private DbCommand Prepared(SqlStatement statement, object?[] values)
    {
        if (!_prepared.TryGetValue(statement, out var command))
        {
            _prepared[statement] = command = Prepare(statement);
        }

        command.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] switch
            {
                null => DBNull.Value,
                DateTimeOffset at => at.ToUnixTimeMilliseconds(),
                var value => value,
            };
        }

        return command;
    }

    private DbCommand Prepare(SqlStatement statement)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The text is a literal; what is sent travels as a parameter.
        command.CommandText = statement.Text;
#pragma warning restore CA2100
        for (var i = 0; i < statement.Parameters; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = SqlStatement.ParameterName(i);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
