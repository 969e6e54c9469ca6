using AuthPortal.Endpoints.Http;
using AuthPortal.Grants;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Revocation;

/// <summary>The revocation endpoint, RFC 7009.</summary>
[ClientEndpoint]
[IgnoreAntiforgeryToken]
public sealed class RevocationController(
    AuthenticatedRequestReader reader,
    TokenRevocation revocation,
    GrantNotices notices) : ControllerBase
{
    [HttpPost(RevocationMetadata.Path)]
    public async Task<IActionResult> PostAsync()
    {
        var request = await reader.ReadAsync(Request, HttpContext.RequestAborted);
        if (!request.IsOk)
        {
            return new OAuthErrorResult(request.Error);
        }

        if (request.Value.Form["token"] is not { } token)
        {
            return new OAuthErrorResult(OAuthError.InvalidRequest("token is missing.")
                .Because(ErrorReason.TokenMissing));
        }

        var outcome = await revocation.RevokeAsync(token, request.Value.Client.Id, HttpContext.RequestAborted);
        if (outcome.UserId is { } userId)
        {
            notices.Publish(userId);
        }

        return outcome.Refused is { } refused ? new OAuthErrorResult(refused) : new JsonAnswer([]);
    }
}
