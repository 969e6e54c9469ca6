using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Endpoints.Token.GrantTypes;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Token;

/// <summary>The token endpoint, RFC 6749 §3.2.</summary>
[IgnoreAntiforgeryToken]
public sealed class TokenController(
    AuthenticatedRequestReader reader,
    IEnumerable<IGrantType> grantTypes,
    TokenIssuer issuer) : ControllerBase
{
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

        // Once something is spent the answer is made to the end, even for a caller who has gone.
        var issued = await issuer.IssueAsync(granted.Value, CancellationToken.None);
        return issued.IsOk ? new JsonAnswer(BodyOf(issued.Value)) : new OAuthErrorResult(issued.Error);
    }

    private async Task<Result<GrantedAccess>> RedeemAsync(AuthenticatedRequest request)
    {
        if (request.Form["grant_type"] is not { } name)
        {
            return OAuthError.InvalidRequest("grant_type is missing.");
        }

        if (grantTypes.FirstOrDefault(g => g.IsOffered && g.Name == name) is not { } grantType)
        {
            return OAuthError.UnsupportedGrantType("grant_type names a grant that this server does not offer.");
        }

        if (MissingKey(request) is { } missing)
        {
            return missing;
        }

        return request.Client.AllowsGrant(name)
            ? await grantType.RedeemAsync(request, HttpContext.RequestAborted)
            : OAuthError.UnauthorizedClient("This client is not registered for this grant_type.");
    }

    /// <summary>RFC 9449 §5.2, RFC 8705 §3.4: a client whose tokens are bound gets none that are not.</summary>
    private static OAuthError? MissingKey(AuthenticatedRequest request) => request switch
    {
        { Client.IsFapi: true, Proof: { Jkt: null, X5tS256: null } } or
        { Client.Metadata.DpopBoundAccessTokens: true, Proof.Jkt: null }
            => new OAuthError("invalid_dpop_proof", "The tokens of this client are bound: a DPoP proof is required."),
        { Client.Metadata.TlsClientCertificateBoundAccessTokens: true, Proof.X5tS256: null }
            => OAuthError.InvalidRequest("The tokens of this client are bound: a client certificate is required."),
        _ => null,
    };

    /// <summary>§5.1; the scope is told even where it is what was asked for: no client need guess what a person unticked.</summary>
    private static JsonObject BodyOf(IssuedTokens issued)
    {
        var body = new JsonObject
        {
            ["access_token"] = issued.AccessToken,
            ["token_type"] = issued.TokenType,
            ["expires_in"] = issued.ExpiresIn,
        };
        if (issued.Scopes.Count > 0)
        {
            body["scope"] = issued.Scopes.ToString();
        }

        if (issued.RefreshToken is { } refreshToken)
        {
            body["refresh_token"] = refreshToken;
        }

        if (issued.IdToken is { } idToken)
        {
            body["id_token"] = idToken;
        }

        // RFC 9396 §7: the details as granted.
        if (issued.Limits.AuthorizationDetails is { } details)
        {
            body["authorization_details"] = JsonNode.Parse(details);
        }

        if (issued.IssuedTokenType is { } type)
        {
            body["issued_token_type"] = type;
        }

        return body;
    }
}
