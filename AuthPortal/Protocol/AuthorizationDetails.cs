using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuthPortal.Protocol;

/// <summary>The <c>authorization_details</c> parameter, RFC 9396 §2: a list of typed objects.</summary>
public sealed class AuthorizationDetails
{
    public const string Parameter = "authorization_details";

    private const int Most = 20;

    private AuthorizationDetails(IReadOnlyList<JsonObject> items) => Items = items;

    public static AuthorizationDetails Empty { get; } = new([]);

    public IReadOnlyList<JsonObject> Items { get; }

    /// <summary>Null when it is not an array of objects with a type, or has too many.</summary>
    public static AuthorizationDetails? Parse(string? json)
    {
        if (json is null)
        {
            return Empty;
        }

        try
        {
            return JsonNode.Parse(json, documentOptions: StrictJson.Options) is JsonArray { Count: <= Most } array
                && array.All(item => item is JsonObject detail && TypeOf(detail) is not null)
                ? new AuthorizationDetails([.. array.Cast<JsonObject>()])
                : null;
        }
        catch (Exception problem) when (StrictJson.IsProblem(problem))
        {
            return null;
        }
    }

    public static string? TypeOf(JsonObject detail)
        => detail["type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String
            ? type.GetValue<string>()
            : null;

    /// <summary>True when each of <paramref name="asked"/> is there, member by member.</summary>
    public bool Covers(AuthorizationDetails asked)
        => asked.Items.All(item => Items.Any(known => JsonNode.DeepEquals(known, item)));

    /// <summary>All of both, each once.</summary>
    public AuthorizationDetails Union(AuthorizationDetails other)
        => new([.. Items, .. other.Items.Where(item => !Items.Any(known => JsonNode.DeepEquals(known, item)))]);

    /// <summary>As JSON; null when there are none.</summary>
    public string? ToText()
        => Items.Count == 0 ? null : new JsonArray([.. Items.Select(item => item.DeepClone())]).ToJsonString();
}
