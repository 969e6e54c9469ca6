using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AuthPortal.Data.Conversions;

/// <summary>Instants as milliseconds since 1970 UTC: SQLite compares and orders them as the numbers they are.</summary>
public sealed class UnixMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
    at => at.ToUnixTimeMilliseconds(),
    stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
