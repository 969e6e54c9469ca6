using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.PushedAuthorization;

/// <summary>
/// The pushed authorization request endpoint, RFC 9126 §2: the client proves itself and its request is judged before
/// the browser carries anything.
/// </summary>
[ClientEndpoint]
[IgnoreAntiforgeryToken]
public sealed class PushedAuthorizationController(
    AuthenticatedRequestReader reader,
    AuthorizeRequestResolver resolver,
    PushedRequests pushed) : ControllerBase
{
    private const string KeyParameter = "dpop_jkt";

    [HttpPost(PushedAuthorizationMetadata.Path)]
    public async Task<IActionResult> PostAsync()
    {
        var request = await reader.ReadAsync(Request, HttpContext.RequestAborted);
        if (!request.IsOk)
        {
            return new OAuthErrorResult(request.Error);
        }

        CrossOriginAnswers.Narrow(HttpContext, request.Value.Client);
        var parameters = ParametersOf(request.Value);
        return parameters.IsOk
            ? await PushAsync(request.Value, parameters.Value)
            : new OAuthErrorResult(parameters.Error);
    }

    private static Result<AuthorizeParameters> ParametersOf(AuthenticatedRequest request)
    {
        var form = request.Form;
        if (form["request_uri"] is not null)
        {
            return OAuthError.InvalidRequest("request_uri must not be pushed.");
        }

        if (form["client_id"] is { } named && named != request.Client.Id)
        {
            return OAuthError.InvalidRequest("client_id is not the client that authenticated.")
                .Because(ErrorReason.ClientIdConflicts);
        }

        return AuthorizeParameters.Of(form.Joined(), []).With("client_id", request.Client.Id);
    }

    /// <summary>
    /// RFC 9449 §10.1: a proof here binds the code as dpop_jkt does, wherever the request stands; both must mean the same
    /// key.
    /// </summary>
    private static Result<AuthorizeParameters> Bound(AuthorizeParameters parameters, string? key)
        => key is null ? parameters
            : parameters[KeyParameter] is { } thumbprint && thumbprint != key
                ? OAuthError.InvalidRequest("dpop_jkt is not the key of the DPoP proof.").Because(ErrorReason.KeyOther)
                : parameters.With(KeyParameter, key);

    private async Task<IActionResult> PushAsync(AuthenticatedRequest request, AuthorizeParameters parameters)
    {
        var resolved = await resolver.ResolvePushedAsync(parameters, HttpContext.RequestAborted);
        if (resolved.Outcome is Rejection rejection)
        {
            return new OAuthErrorResult(rejection.Error);
        }

        var bound = Bound(resolved.Parameters, request.Proof.Jkt);
        if (!bound.IsOk)
        {
            return new OAuthErrorResult(bound.Error);
        }

        var uri = await pushed.AddAsync(request.Client.Id, bound.Value.Values, HttpContext.RequestAborted);
        return new JsonAnswer(
            new JsonObject
            {
                ["request_uri"] = uri,
                ["expires_in"] = (int)PushedRequests.Lifetime.TotalSeconds,
            },
            StatusCodes.Status201Created);
    }
}
