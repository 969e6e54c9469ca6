using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>Which members differ, with both values as JSON: what the audit log says of a change.</summary>
internal static class MetadataDiff
{
    private const int LongestValue = 2000;

    public static Dictionary<string, string> Between(ClientMetadata before, ClientMetadata after)
    {
        var (old, changed) = (Members(before), Members(after));
        var differences = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in old.Select(m => m.Key).Union(changed.Select(m => m.Key)))
        {
            var (was, became) = (Text(old[name]), Text(changed[name]));
            if (was != became)
            {
                differences[name + ".before"] = was;
                differences[name + ".after"] = became;
            }
        }

        return differences;
    }

    private static JsonObject Members(ClientMetadata metadata)
        => JsonSerializer.SerializeToNode(metadata, ClientMetadataJson.Default.ClientMetadata)!.AsObject();

    private static string Text(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue), "…");
    }
}
