using System.Data.Common;

namespace AuthPortal.Data.Sql;

/// <summary>The row that a statement stands on, a column by its place; stored as the entities' conversions store it.</summary>
public readonly record struct SqlRow(DbDataReader Reader)
{
    public string Text(int column) => Reader.GetString(column);

    public string? TextOrNull(int column) => Reader.IsDBNull(column) ? null : Reader.GetString(column);

    public long Number(int column) => Reader.GetInt64(column);

    public bool Flag(int column) => Reader.GetBoolean(column);

    public Guid Id(int column) => Reader.GetGuid(column);

    public Guid? IdOrNull(int column) => Reader.IsDBNull(column) ? null : Reader.GetGuid(column);

    public byte[]? OctetsOrNull(int column) => Reader.IsDBNull(column) ? null : Reader.GetFieldValue<byte[]>(column);

    /// <summary>Unix milliseconds.</summary>
    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Reader.GetInt64(column));

    public DateTimeOffset? TimeOrNull(int column) => Reader.IsDBNull(column) ? null : Time(column);
}
