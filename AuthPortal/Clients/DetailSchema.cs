using System.Text.Json.Nodes;
using NJsonSchema;

namespace AuthPortal.Clients;

/// <summary>A JSON schema that objects of one type of authorization details must satisfy, RFC 9396 §2.</summary>
public sealed class DetailSchema
{
    private readonly JsonSchema _schema;

    private DetailSchema(JsonSchema schema) => _schema = schema;

    public bool Accepts(JsonObject detail) => _schema.Validate(detail.ToJsonString()).Count == 0;

    /// <summary>Null when it is no JSON schema, or points outside of itself: nothing is ever fetched for one.</summary>
    public static async Task<DetailSchema?> ReadAsync(string json, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject root && StaysInside(root)
                ? new DetailSchema(await JsonSchema.FromJsonAsync(json, cancellationToken))
                : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    private static bool StaysInside(JsonNode? node) => node switch
    {
        JsonObject members => members.All(m => m.Key == "$ref" ? IsLocal(m.Value) : StaysInside(m.Value)),
        JsonArray items => items.All(StaysInside),
        _ => true,
    };

    private static bool IsLocal(JsonNode? reference)
        => reference is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith('#');
}
