using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>RFC 8628 §3.4.</summary>
public sealed class DeviceCodeGrant(
    DeviceCodes codes,
    ClientTerms terms,
    TargetResources targets,
    RedemptionResults results) : IGrantType
{
    public string Name => GrantTypeName.DeviceCode;

    public bool IsOffered => true;

    public bool NarrowsDetails => true;

    public async Task<Result<GrantedAccess>> RedeemAsync(
        AuthenticatedRequest request,
        CancellationToken cancellationToken)
    {
        if (request.Form["device_code"] is not { } code)
        {
            return OAuthError.InvalidRequest("device_code is missing.").Because(ErrorReason.DeviceCodeRefused);
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

        var clientTerms = await terms.ForAsync(request.Client, Name, cancellationToken);
        var presented = new DeviceRedemption(code, resources.Value, details.Value, request.Proof);
        return results.Of(await codes.RedeemAsync(presented, clientTerms, cancellationToken));
    }
}
