using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AuthPortal.Data.Conversions;

/// <summary>A value as one JSON text column.</summary>
public sealed class JsonConverter<T>() : ValueConverter<T, string>(
    value => JsonSerializer.Serialize(value, (JsonSerializerOptions?)null),
    text => JsonSerializer.Deserialize<T>(text, (JsonSerializerOptions?)null)!)
    where T : class;
