using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Discovery;

/// <summary>The key set, RFC 7517 §5. Members are named one by one, so that no private part can slip in.</summary>
public sealed class PublishedKeys(SigningKeyRing keys)
{
    private volatile Made? _made;

    /// <summary>Made again only when the keys change.</summary>
    public ReadyAnswer Answer
    {
        get
        {
            var published = keys.Published;
            if (_made is { } made && ReferenceEquals(made.Keys, published))
            {
                return made.Answer;
            }

            var answer = new ReadyAnswer(JsonSerializer.SerializeToUtf8Bytes(
                new JsonObject { ["keys"] = new JsonArray([.. published.Select(Describe)]) }));
            _made = new Made(published, answer);
            return answer;
        }
    }

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

    private sealed record Made(IReadOnlyList<Microsoft.IdentityModel.Tokens.JsonWebKey> Keys, ReadyAnswer Answer);
}
