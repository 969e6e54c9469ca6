using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>RFC 6749 §6 with rotation, RFC 9700 §4.14.2.</summary>
public sealed class RefreshTokenGrant(
    RefreshTokens tokens,
    ClientTerms terms,
    TargetResources targets,
    RedemptionResults results,
    IOptions<OAuthOptions> options) : IGrantType
{
    public string Name => GrantTypeName.RefreshToken;

    public bool IsOffered => options.Value.RefreshTokens;

    public bool NarrowsDetails => true;

    public async Task<Result<GrantedAccess>> RedeemAsync(
        AuthenticatedRequest request,
        CancellationToken cancellationToken)
    {
        if (request.Form["refresh_token"] is not { } token)
        {
            return OAuthError.InvalidRequest("refresh_token is missing.").Because(ErrorReason.RefreshTokenMissing);
        }

        var scope = request.Form["scope"];
        if (scope is not null && !ScopeSet.IsWellFormed(scope))
        {
            return OAuthError.InvalidScope("scope has a character that no scope has.")
                .Because(ErrorReason.ScopeMalformed, scope);
        }

        var resources = await targets.ReadAsync(request.Form, cancellationToken);
        if (!resources.IsOk)
        {
            return resources.Error;
        }

        var details = RequestedDetails.Read(request.Form);
        if (!details.IsOk)
        {
            return details.Error;
        }

        var requested = scope is null ? null : ScopeSet.Parse(scope);
        var presented = new RefreshRedemption(token, requested, resources.Value, details.Value, request.Proof);
        var clientTerms = await terms.ForAsync(request.Client, GrantTypeName.AuthorizationCode, cancellationToken);
        return results.Of(await tokens.RedeemAsync(presented, clientTerms, cancellationToken));
    }
}
