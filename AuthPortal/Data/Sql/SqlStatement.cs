using System.Globalization;

namespace AuthPortal.Data.Sql;

/// <summary>
/// A statement of a hot path, prepared once on each connection, where EF Core's change tracker and query pipeline would
/// cost more than the work. Only what SQLite and PostgreSQL both understand; names quoted, parameters <c>@p0</c> on.
/// </summary>
public sealed class SqlStatement
{
    /// <param name="text">A literal: nothing that anybody sends ever becomes a part of it.</param>
    public SqlStatement(string text)
    {
        Text = text;
        while (text.Contains(ParameterName(Parameters), StringComparison.Ordinal))
        {
            Parameters++;
        }
    }

    public string Text { get; }

    /// <summary>How many values it wants.</summary>
    public int Parameters { get; }

    /// <summary><c>INSERT</c> of a whole row, a value a column.</summary>
    public static SqlStatement Insert(string table, params ReadOnlySpan<string> columns)
    {
        var names = new List<string>();
        var values = new List<string>();
        foreach (var column in columns)
        {
            values.Add(ParameterName(names.Count));
            names.Add($"\"{column}\"");
        }

        return new SqlStatement(
            $"INSERT INTO \"{table}\" ({string.Join(", ", names)}) VALUES ({string.Join(", ", values)})");
    }

    internal static string ParameterName(int index) => string.Create(CultureInfo.InvariantCulture, $"@p{index}");
}
