using System.Text;
using System.Text.Json;
using AuthPortal.Clients;
using AuthPortal.Clients.Remote;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Interactions;

/// <summary>
/// Requests as objects that their client signed, RFC 9101 and OpenID Connect Core §6: by value, or by a reference that
/// the client registered. What the object says is the whole request; nothing beside it counts (RFC 9101 §6.3).
/// </summary>
public sealed class RequestObjects(
    ClientRegistry clients,
    SignedByClient signatures,
    OutboundHttp http,
    Issuer issuer,
    TimeProvider clock)
{
    private const int Largest = 32 * 1024;
    private const string Unsigned = "none";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>RFC 7519 §4.1: about the object itself, and no parameter of the request.</summary>
    private static readonly HashSet<string> OwnClaims = new(
        ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"], StringComparer.Ordinal);

    private static readonly OAuthError Invalid = new OAuthError(
        "invalid_request_object", "The request object is not valid.").Because(ErrorReason.RequestObjectInvalid);

    /// <summary>The request that the object holds, and whether the client signed it.</summary>
    public async Task<Result<Opened>> OpenAsync(AuthorizeParameters sent, CancellationToken cancellationToken)
    {
        if (sent["client_id"] is not { } clientId
            || await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return Refused("client_id must be sent beside it.");
        }

        if (sent["request"] is not null && sent["request_uri"] is not null)
        {
            return OAuthError.InvalidRequest("request and request_uri must not be sent together.")
                .Because(ErrorReason.RequestObjectInvalid);
        }

        var text = sent["request"] is { } value
            ? value
            : await FetchAsync(client, sent["request_uri"] ?? string.Empty, cancellationToken);
        if (text is null)
        {
            return new OAuthError(
                "invalid_request_uri", "request_uri is not one that the client registered, or can't be fetched.")
                    .Because(ErrorReason.RequestObjectInvalid, sent["request_uri"], client.Metadata.RequestUris);
        }

        return await OpenAsync(client, text, cancellationToken);
    }

    private async Task<Result<Opened>> OpenAsync(
        RegisteredClient client,
        string text,
        CancellationToken cancellationToken)
    {
        if (SignedByClient.Peek(text) is not { } token)
        {
            return Refused("It is not a JWT.");
        }

        if (!await IsGenuineAsync(client, token, cancellationToken))
        {
            return Refused("It is not signed by a key of the client with an algorithm that it may use.");
        }

        if (ClaimProblem(client, token) is { } problem)
        {
            return Refused($"It {problem}.");
        }

        if (ParametersOf(token) is not { } parameters)
        {
            return Refused("It says the same thing twice.");
        }

        return parameters.ContainsKey("request") || parameters.ContainsKey("request_uri")
            ? Refused("It must not hold another one.")
            : new Opened(
                AuthorizeParameters.Of(parameters, []).With("client_id", client.Id), token.Alg != Unsigned);
    }

    /// <summary>Only where the client said it would be (OpenID Connect Registration §2), and never within our network.</summary>
    private async Task<string?> FetchAsync(RegisteredClient client, string uri, CancellationToken cancellationToken)
    {
        if (client.Metadata.RequestUris?.Contains(uri, StringComparer.Ordinal) != true)
        {
            return null;
        }

        var answer = await http.GetAsync(uri, Largest, cancellationToken);
        return answer is RemoteAnswer.Received received ? Encoding.ASCII.GetString(received.Body).Trim() : null;
    }

    private async Task<bool> IsGenuineAsync(
        RegisteredClient client,
        JsonWebToken token,
        CancellationToken cancellationToken)
    {
        var chosen = client.Metadata.RequestObjectSigningAlg;
        if (token.Alg == Unsigned)
        {
            // Core §6.1: only for a client that registered exactly this, which gains it nothing but the syntax.
            return chosen == Unsigned && !client.IsFapi && token.EncodedSignature.Length == 0;
        }

        return (chosen is null || chosen == token.Alg)
            && await signatures.IsValidAsync(
                token,
                client,
                client.IsFapi ? SignedByClient.StrictAlgorithms : SignedByClient.Algorithms,
                cancellationToken);
    }

    /// <summary>RFC 9101 §6.3 and §10.8; FAPI 2.0 Message Signing §5.3.1 for clients of that profile.</summary>
    private string? ClaimProblem(RegisteredClient client, JsonWebToken token)
    {
        if (!string.IsNullOrEmpty(token.Typ) && token.Typ is not ("JWT" or "oauth-authz-req+jwt"))
        {
            return "has another typ";
        }

        // An assertion of the client must not pass for a request (RFC 9101 §10.8).
        if (token.Subject == client.Id)
        {
            return "must not have the client_id as sub";
        }

        var named = Text(token, "client_id");
        if ((named is not null && named != client.Id) || (client.IsFapi && token.Issuer != client.Id)
            || (!string.IsNullOrEmpty(token.Issuer) && token.Issuer != client.Id))
        {
            return "is another client's (iss, client_id)";
        }

        if ((client.IsFapi || token.Audiences.Any()) && !token.Audiences.Contains(issuer.Value))
        {
            return "is not for this server (aud)";
        }

        return client.IsFapi || token.TryGetPayloadValue<long>("exp", out _)
            ? AssertionTimes.Problem(token, clock.GetUtcNow(), Longest, needsNotBefore: client.IsFapi)
            : null;
    }

    private static Dictionary<string, string>? ParametersOf(JsonWebToken token)
    {
        try
        {
            using var payload = JsonDocument.Parse(
                Base64UrlEncoder.DecodeBytes(token.EncodedPayload), StrictJson.Options);
            return ParametersOf(payload.RootElement);
        }
        catch (Exception problem) when (StrictJson.IsProblem(problem))
        {
            return null;
        }
    }

    private static Dictionary<string, string> ParametersOf(JsonElement payload)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in payload.EnumerateObject().Where(m => !OwnClaims.Contains(m.Name)))
        {
            var value = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.Null => null,
                JsonValueKind.Array when member.NameEquals(ResourceIndicator.Parameter) => string.Join(
                    ' ', member.Value.EnumerateArray().Select(r => r.ToString())),
                _ => member.Value.GetRawText(),
            };
            if (!string.IsNullOrEmpty(value))
            {
                parameters[member.Name] = value;
            }
        }

        return parameters;
    }

    private static string? Text(JsonWebToken token, string name)
        => token.TryGetPayloadValue<string>(name, out var value) ? value : null;

    private static OAuthError Refused(string reason)
        => Invalid with { Description = $"The request object is not valid. {reason}" };

    /// <summary>What an object held.</summary>
    public sealed record Opened(AuthorizeParameters Parameters, bool IsSigned);
}
