using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Discovery;

/// <summary>The key set, RFC 7517 §5. Members are named one by one, so that no private part can slip in.</summary>
public sealed class PublishedKeys(SigningKeyRing keys)
{
    private readonly Lazy<ReadyAnswer> _answer = new(() => new ReadyAnswer(JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject { ["keys"] = new JsonArray([.. keys.Published.Select(Describe)]) })));

    public ReadyAnswer Answer => _answer.Value;

    private static JsonObject Describe(Microsoft.IdentityModel.Tokens.JsonWebKey key)
    {
        var described = new JsonObject
        {
            ["kty"] = key.Kty,
            ["use"] = key.Use,
            ["alg"] = key.Alg,
            ["kid"] = key.Kid,
        };
        (string Name, string? Value)[] parts =
            [("crv", key.Crv), ("x", key.X), ("y", key.Y), ("n", key.N), ("e", key.E)];
        foreach (var (name, value) in parts.Where(part => !string.IsNullOrEmpty(part.Value)))
        {
            described[name] = value;
        }

        return described;
    }
}
