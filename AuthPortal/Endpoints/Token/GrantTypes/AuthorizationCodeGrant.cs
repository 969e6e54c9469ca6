using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>RFC 6749 §4.1.3 with PKCE, RFC 7636 §4.5.</summary>
public sealed class AuthorizationCodeGrant(
    AuthorizationCodes codes,
    ClientTerms terms,
    TargetResources targets,
    RedemptionResults results) : IGrantType
{
    public string Name => GrantTypeName.AuthorizationCode;

    public bool IsOffered => true;

    public bool NarrowsDetails => true;

    public async Task<Result<GrantedAccess>> RedeemAsync(
        AuthenticatedRequest request,
        CancellationToken cancellationToken)
    {
        if (request.Form["code"] is not { } code)
        {
            return OAuthError.InvalidRequest("code is missing.").Because(ErrorReason.CodeMissing);
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

        var presented = new CodeRedemption(
            code, request.Form["redirect_uri"], request.Form["code_verifier"], resources.Value, details.Value, request.Proof);
        var clientTerms = await terms.ForAsync(request.Client, Name, cancellationToken);
        return results.Of(await codes.RedeemAsync(presented, clientTerms, cancellationToken));
    }
}
