using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AuthPortal.Data.Conversions;

/// <summary>Two JSON columns are equal when their text is.</summary>
public sealed class JsonComparer<T>() : ValueComparer<T>(
    (a, b) => Text(a) == Text(b),
    value => Text(value).GetHashCode(StringComparison.Ordinal),
    value => JsonSerializer.Deserialize<T>(Text(value), (JsonSerializerOptions?)null)!)
    where T : class
{
    private static string Text(T? value) => JsonSerializer.Serialize(value);
}
