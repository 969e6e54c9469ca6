using System.Text.Json.Nodes;

namespace AuthPortal.Endpoints.Http;

/// <summary>A metadata member that is a list, RFC 8414 §2.</summary>
public static class MetadataList
{
    public static JsonArray Of(IEnumerable<string> values) => new([.. values.Select(v => JsonValue.Create(v))]);
}
