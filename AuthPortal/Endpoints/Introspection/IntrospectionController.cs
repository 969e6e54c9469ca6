using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Introspection;

/// <summary>The introspection endpoint, RFC 7662.</summary>
/// <remarks>
/// Only confidential clients may ask (§2.1). A client sees the tokens that were issued to it and those whose audience
/// it is; a client that the server's operator set up (provisioning, demo) may be an API and sees every access token.
/// To everybody else a token is inactive, so that the endpoint is no oracle (§4).
/// </remarks>
[ClientEndpoint]
[IgnoreAntiforgeryToken]
public sealed class IntrospectionController(
    AuthenticatedRequestReader reader,
    AccessTokenReader accessTokens,
    RefreshTokenReader refreshTokens,
    TokenSubjects subjects,
    SignedAnswers answers,
    Issuer issuer) : ControllerBase
{
    private const string SignedType = "application/token-introspection+jwt";

    [HttpPost(IntrospectionMetadata.Path)]
    public async Task<IActionResult> PostAsync()
    {
        var request = await reader.ReadAsync(Request, HttpContext.RequestAborted);
        if (!request.IsOk)
        {
            return new OAuthErrorResult(request.Error);
        }

        if (request.Value.Client.IsPublic)
        {
            return new OAuthErrorResult(OAuthError.InvalidClient("Introspection needs a client that authenticates.")
                .Because(ErrorReason.SecretMissing));
        }

        return request.Value.Form["token"] is { } token
            ? Answer(await DescribeAsync(token, request.Value.Client), request.Value.Client)
            : new OAuthErrorResult(OAuthError.InvalidRequest("token is missing.").Because(ErrorReason.TokenMissing));
    }

    /// <summary>RFC 9701 §4: signed for who asks for it so, or is registered so.</summary>
    private IActionResult Answer(JsonObject described, RegisteredClient reader)
    {
        var algorithm = reader.Metadata.IntrospectionSignedResponseAlg;
        return algorithm is not null || Request.Headers.Accept.ToString().Contains(SignedType, StringComparison.OrdinalIgnoreCase)
            ? new JwtAnswer(answers.Introspection(described, reader.Id, algorithm), SignedType)
            : new JsonAnswer(described);
    }

    /// <summary>token_type_hint is not needed: both kinds are looked for by hash (§2.1 lets a server ignore it).</summary>
    private async Task<JsonObject> DescribeAsync(string token, RegisteredClient caller)
    {
        if (await accessTokens.ReadAsync(token, HttpContext.RequestAborted) is { } access)
        {
            return access.IsVisibleTo(caller) && await SubjectAsync(access.ClientId, access.UserId, caller) is { } subject
                ? Describe(access, subject, caller)
                : Inactive();
        }

        return await refreshTokens.ReadAsync(token, HttpContext.RequestAborted) is { } refresh
            && refresh.ClientId == caller.Id
            && await SubjectAsync(refresh.ClientId, refresh.UserId, caller) is { } person
            ? Describe(refresh, person)
            : Inactive();
    }

    private ValueTask<string?> SubjectAsync(string clientId, string? userId, RegisteredClient caller)
        => subjects.OfAsync(clientId, userId, caller, HttpContext.RequestAborted);

    private JsonObject Describe(LiveAccessToken token, string subject, RegisteredClient caller)
    {
        var described = Active(token.ClientId, subject, token.Scopes, token.IssuedAt, token.ExpiresAt);
        described["token_type"] = token.Limits.Confirmation?.TokenType ?? "Bearer";
        Add(described, "cnf", token.Limits.Confirmation?.ToJson());
        Add(described, "authorization_details", Parse(token.Limits.AuthorizationDetails));
        Add(described, "act", Parse(TokenSubjects.ActorsFor(caller, token)));

        // RFC 9470 §6.2: what a resource server needs to ask for a stronger or fresher sign-in.
        Add(described, "auth_time", token.AuthTime?.ToUnixTimeSeconds());
        Add(described, "acr", token.Acr);
        described["aud"] = token.Audience.Count == 1 ? token.Audience[0] : MetadataList.Of(token.Audience);
        if (token.TokenId is { } tokenId)
        {
            described["jti"] = tokenId;
        }

        return described;
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);

    private static void Add(JsonObject described, string name, JsonNode? value)
    {
        if (value is not null)
        {
            described[name] = value;
        }
    }

    private JsonObject Describe(LiveRefreshToken token, string subject)
        => Active(token.ClientId, subject, token.Scopes, token.IssuedAt, token.ExpiresAt);

    private JsonObject Active(
        string clientId,
        string subject,
        ScopeSet scopes,
        DateTimeOffset issuedAt,
        DateTimeOffset expiresAt)
    {
        var described = new JsonObject
        {
            ["active"] = true,
            ["iss"] = issuer.Value,
            ["client_id"] = clientId,
            ["sub"] = subject,
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
            ["exp"] = expiresAt.ToUnixTimeSeconds(),
        };
        if (scopes.Count > 0)
        {
            described["scope"] = scopes.ToString();
        }

        return described;
    }

    /// <summary>§2.2: nothing else, so that nobody learns why.</summary>
    private static JsonObject Inactive() => new() { ["active"] = false };
}
