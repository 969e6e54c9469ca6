using System.Text.Json;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using Microsoft.Net.Http.Headers;

namespace AuthPortal.Endpoints.Registration;

/// <summary>Reads the JSON body of a registration, RFC 7591 §3.1: every fault names its member, and none is a 500.</summary>
internal static class ClientMetadataReader
{
    private const string NotJson = "The body must be a JSON object, as application/json.";

    public static async Task<Result<SentMetadata>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return OAuthError.InvalidRequest(NotJson);
        }

        var buffer = new byte[FormReader.LargestBody + 1];
        try
        {
            var length = request.ContentLength > FormReader.LargestBody
                ? buffer.Length
                : await request.Body.ReadAtLeastAsync(
                    buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return length > FormReader.LargestBody
                ? new OAuthError(
                    "invalid_request", "The body is larger than 64 KiB.", StatusCodes.Status413PayloadTooLarge)
                : Parse(buffer.AsMemory(0, length));
        }
        catch (BadHttpRequestException)
        {
            return OAuthError.InvalidRequest("The body can't be read.");
        }
    }

    private static Result<SentMetadata> Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, StrictJson.Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return OAuthError.InvalidRequest(NotJson);
            }

            var metadata = root.Deserialize(ClientMetadataJson.Default.ClientMetadata) ?? new ClientMetadata();
            return new SentMetadata(
                metadata with { Other = Kept(metadata) }, Text(root, "client_id"), Text(root, "client_secret"));
        }
        catch (Exception problem) when (StrictJson.IsProblem(problem))
        {
            var member = (problem as JsonException)?.Path?.TrimStart('$', '.');
            return string.IsNullOrEmpty(member) || !member.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '[' or ']')
                ? OAuthError.InvalidRequest(NotJson)
                : new OAuthError("invalid_client_metadata", $"{member} has the wrong type.");
        }
    }

    /// <summary>§2: members that nobody knows are ignored; those that ask for something stay, to be judged.</summary>
    private static Dictionary<string, JsonElement>? Kept(ClientMetadata metadata)
    {
        var kept = metadata.Other?.Where(m => m.Key.EndsWith("_alg", StringComparison.Ordinal)
                || m.Key.EndsWith("_enc", StringComparison.Ordinal))
            .ToDictionary(m => m.Key, m => m.Value.Clone(), StringComparer.Ordinal);
        return kept is { Count: > 0 } ? kept : null;
    }

    private static string? Text(JsonElement root, string name)
        => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>A registration's body; identifier and secret count for a change alone (RFC 7592 §2.2).</summary>
internal sealed record SentMetadata(ClientMetadata Metadata, string? ClientId, string? ClientSecret);
