using System.Text;
using System.Text.Json;
using AuthPortal.Clients.Remote;

namespace AuthPortal.Clients;

/// <summary>Says of a key set (RFC 7517) what is wrong with it and in which line, before it is registered.</summary>
public sealed class KeySetReader(RemoteDocuments documents)
{
    private const int LargestSet = 64 * 1024;

    private static readonly string[] PrivateParts = ["d", "p", "q", "dp", "dq", "qi", "oth"];

    /// <summary>Fetches a set as the server itself would when it needs a key.</summary>
    public async Task<KeySetReport> FetchAsync(string uri, CancellationToken cancellationToken)
        => await documents.GetAsync(uri, LargestSet, fresh: true, cancellationToken) switch
        {
            RemoteAnswer.Received received => Read(Encoding.UTF8.GetString(received.Body)),
            RemoteAnswer.Failed failed => new KeySetReport(failed.Reason, KeyProblem.NotFetched, 0, 0, []),
            _ => throw new InvalidOperationException("Every answer is listed."),
        };

    public static KeySetReport Read(string text)
    {
        if (text.Length > LargestSet)
        {
            return new KeySetReport(null, KeyProblem.TooMany, 0, 0, []);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys", out var keys)
                || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() == 0)
            {
                return new KeySetReport(text, KeyProblem.NoKeys, 0, 0, []);
            }

            return keys.GetArrayLength() > ClientKeys.MostKeys
                ? new KeySetReport(text, KeyProblem.TooMany, 0, 0, [])
                : new KeySetReport(text, null, 0, 0, Judge([.. keys.EnumerateArray()], Lines(text)));
        }
        catch (JsonException problem)
        {
            return new KeySetReport(
                null, KeyProblem.NotJson, (problem.LineNumber ?? 0) + 1, (problem.BytePositionInLine ?? 0) + 1, []);
        }
    }

    private static List<KeyReport> Judge(List<JsonElement> keys, List<long> lines)
    {
        var reports = new List<KeyReport>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, key) in keys.Index())
        {
            var keyId = Text(key, "kid");
            var problem = ProblemOf(key);
            var repeated = keyId is not null && !seen.Add(keyId);
            reports.Add(new KeyReport(
                lines.ElementAtOrDefault(index), keyId, TypeOf(key), problem ?? (repeated ? KeyProblem.SameKeyId : null)));
        }

        return reports;
    }

    private static KeyProblem? ProblemOf(JsonElement key) => key.ValueKind != JsonValueKind.Object
        ? KeyProblem.NotObject
        : Text(key, "kty") switch
        {
            _ when Array.Exists(PrivateParts, part => key.TryGetProperty(part, out _)) => KeyProblem.IsPrivate,
            "oct" => KeyProblem.IsSymmetric,
            "EC" or "RSA" when Text(key, "use") is not (null or "sig") => KeyProblem.NotForSigning,
            "EC" when Text(key, "x") is null || Text(key, "y") is null => KeyProblem.Incomplete,
            "EC" when Text(key, "crv") != "P-256" => KeyProblem.CurveUnknown,
            "RSA" when Text(key, "n") is null || Text(key, "e") is null => KeyProblem.Incomplete,
            "EC" or "RSA" => ClientKeys.Read($"{{\"keys\":[{key.GetRawText()}]}}").Count == 1 ? null : KeyProblem.TooShort,
            _ => KeyProblem.TypeUnknown,
        };

    private static string? TypeOf(JsonElement key)
        => Text(key, "kty") is { } type ? Text(key, "crv") is { } curve ? $"{type} {curve}" : type : null;

    private static string? Text(JsonElement key, string name)
        => key.ValueKind == JsonValueKind.Object
            && key.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The line in which each element of <c>keys</c> begins.</summary>
    private static List<long> Lines(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(octets);
        var (lines, within) = (new List<long>(), false);
        while (reader.Read())
        {
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName })
            {
                within = reader.ValueTextEquals("keys");
            }
            else if (within && reader.CurrentDepth == 2
                && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.PropertyName))
            {
                lines.Add(octets.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1);
            }
        }

        return lines;
    }
}
