using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuthPortal.Protocol;

/// <summary>
/// Whom a token is bound to, RFC 7800 §3.1: the thumbprint of a DPoP key (RFC 9449 §6.1) or of a client certificate
/// (RFC 8705 §3.1). A request's proof has the same shape.
/// </summary>
/// <param name="Jkt">RFC 7638 thumbprint, base64url of a SHA-256.</param>
/// <param name="X5tS256">SHA-256 of the certificate, base64url.</param>
public sealed record Confirmation(string? Jkt = null, string? X5tS256 = null)
{
    /// <summary>RFC 9449 §5: what a bound token is to be used as.</summary>
    public string TokenType => Jkt is null ? "Bearer" : "DPoP";

    /// <summary>True when <paramref name="proof"/> has every key that this names.</summary>
    public bool IsMetBy(Confirmation? proof)
        => (Jkt is null || Jkt == proof?.Jkt) && (X5tS256 is null || X5tS256 == proof?.X5tS256);

    /// <summary>The <c>cnf</c> claim.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Jkt is not null)
        {
            json["jkt"] = Jkt;
        }

        if (X5tS256 is not null)
        {
            json["x5t#S256"] = X5tS256;
        }

        return json;
    }

    public override string ToString() => ToJson().ToJsonString();

    /// <summary>Null for null, and for a cnf that names neither.</summary>
    public static Confirmation? Parse(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var jkt = Text(document.RootElement, "jkt");
        var x5t = Text(document.RootElement, "x5t#S256");
        return jkt is null && x5t is null ? null : new Confirmation(jkt, x5t);
    }

    private static string? Text(JsonElement cnf, string name)
        => cnf.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
