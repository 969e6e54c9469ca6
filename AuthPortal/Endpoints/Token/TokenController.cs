using System.Text.Json;
using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Data;
using AuthPortal.Endpoints.Http;
using AuthPortal.Endpoints.Token.GrantTypes;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Token;

/// <summary>The token endpoint, RFC 6749 §3.2.</summary>
[ClientEndpoint]
[IgnoreAntiforgeryToken]
public sealed class TokenController(
    AuthenticatedRequestReader reader,
    IEnumerable<IGrantType> grantTypes,
    TokenIssuer issuer,
    ClientUse uses,
    UsageCounters usage) : ControllerBase
{
    private string[] Offered => [.. grantTypes.Where(g => g.IsOffered).Select(g => g.Name)];

    [HttpPost(TokenMetadata.Path)]
    public async Task<IActionResult> PostAsync()
    {
        var request = await reader.ReadAsync(Request, HttpContext.RequestAborted);
        if (!request.IsOk)
        {
            return new OAuthErrorResult(request.Error);
        }

        CrossOriginAnswers.Narrow(HttpContext, request.Value.Client);
        var granted = await RedeemAsync(request.Value);
        if (!granted.IsOk)
        {
            return new OAuthErrorResult(granted.Error);
        }

        await uses.NoteAsync(request.Value.Client);

        // Once something is spent the answer is made to the end, even for a caller who has gone.
        var issued = await issuer.IssueAsync(granted.Value, CancellationToken.None);
        if (!issued.IsOk)
        {
            return new OAuthErrorResult(issued.Error);
        }

        var grantType = request.Value.Form["grant_type"] ?? string.Empty;
        usage.Issued(request.Value.Client.Id, grantType, granted.Value.Person?.UserId);
        return new JsonAnswer(body => Write(body, issued.Value));
    }

    private async Task<Result<GrantedAccess>> RedeemAsync(AuthenticatedRequest request)
    {
        using var step = PortalTelemetry.Step("grant.redeem");
        if (request.Form["grant_type"] is not { } name)
        {
            return OAuthError.InvalidRequest("grant_type is missing.").Because(ErrorReason.GrantTypeMissing);
        }

        if (grantTypes.FirstOrDefault(g => g.IsOffered && g.Name == name) is not { } grantType)
        {
            return OAuthError.UnsupportedGrantType("grant_type names a grant that this server does not offer.")
                .Because(ErrorReason.GrantTypeUnknown, name, Offered);
        }

        if (MissingKey(request) is { } missing)
        {
            return missing;
        }

        if (!request.Client.AllowsGrant(name))
        {
            return OAuthError.UnauthorizedClient("This client is not registered for this grant_type.")
                .Because(ErrorReason.GrantTypeUnregistered, name, request.Client.Metadata.GrantTypes);
        }

        return request.Form[AuthorizationDetails.Parameter] is not null && !grantType.NarrowsDetails
            ? GrantedDetails.Widened
            : await grantType.RedeemAsync(request, HttpContext.RequestAborted);
    }

    /// <summary>RFC 9449 §5.2, RFC 8705 §3.4: a client whose tokens are bound gets none that are not.</summary>
    private static OAuthError? MissingKey(AuthenticatedRequest request) => request switch
    {
        { Client.IsFapi: true, Proof: { Jkt: null, X5tS256: null } } or
        { Client.Metadata.DpopBoundAccessTokens: true, Proof.Jkt: null }
            => new OAuthError("invalid_dpop_proof", "The tokens of this client are bound: a DPoP proof is required.")
                .Because(ErrorReason.DpopProofMissing),
        { Client.Metadata.TlsClientCertificateBoundAccessTokens: true, Proof.X5tS256: null }
            => OAuthError.InvalidRequest("The tokens of this client are bound: a client certificate is required.")
                .Because(ErrorReason.CertificateMissing),
        _ => null,
    };

    /// <summary>§5.1; the scope is told even where it is what was asked for: no client need guess what a person unticked.</summary>
    private static void Write(Utf8JsonWriter body, IssuedTokens issued)
    {
        body.WriteStartObject();
        body.WriteString("access_token", issued.AccessToken);
        body.WriteString("token_type", issued.TokenType);
        body.WriteNumber("expires_in", issued.ExpiresIn);
        WriteText(body, "scope", issued.Scopes.Count > 0 ? issued.Scopes.ToString() : null);
        WriteText(body, "refresh_token", issued.RefreshToken);
        WriteText(body, "id_token", issued.IdToken);

        // RFC 9396 §7: the details as granted.
        if (issued.Limits.AuthorizationDetails is { } details)
        {
            body.WritePropertyName("authorization_details");
            body.WriteRawValue(details);
        }

        WriteText(body, "issued_token_type", issued.IssuedTokenType);
        body.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter body, string name, string? value)
    {
        if (value is not null)
        {
            body.WriteString(name, value);
        }
    }
}
