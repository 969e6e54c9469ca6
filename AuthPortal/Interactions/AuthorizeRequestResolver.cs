using AuthPortal.Data;
using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>
/// Finds what a request really asks: its own parameters, those that its client pushed before (RFC 9126 §4), or those of
/// the object that it carries (RFC 9101 §6). Nothing outside of a pushed request or an object counts beside it.
/// </summary>
public sealed class AuthorizeRequestResolver(
    PushedRequests pushed,
    RequestObjects objects,
    AuthorizeRequestValidator validator)
{
    private static readonly OAuthError Spent = new OAuthError(
        "invalid_request_uri", "request_uri is unknown, expired, already used or another client's.")
            .Because(ErrorReason.PushedRequestGone);

    /// <summary>The validated request with the parameters that it stands for, or its rejection.</summary>
    public async Task<ResolvedRequest> ResolveAsync(AuthorizeParameters sent, CancellationToken cancellationToken)
    {
        using var step = PortalTelemetry.Step("authorize.validate");
        if (sent["request_uri"] is { } uri && PushedRequests.IsOne(uri) && sent["client_id"] is { } clientId)
        {
            return await pushed.TakeAsync(uri, clientId, cancellationToken) is { } kept
                ? await JudgeAsync(AuthorizeParameters.Of(kept, []), RequestOrigin.Kept, cancellationToken)
                : new ResolvedRequest(sent, new Rejection.Shown(Spent));
        }

        return await JudgeAsync(sent, RequestOrigin.None, cancellationToken);
    }

    /// <summary>A request that its client sends directly: it may carry an object, but no reference to one (§2.1).</summary>
    public Task<ResolvedRequest> ResolvePushedAsync(AuthorizeParameters sent, CancellationToken cancellationToken)
        => JudgeAsync(sent, RequestOrigin.Pushed, cancellationToken);

    private async Task<ResolvedRequest> JudgeAsync(
        AuthorizeParameters parameters,
        RequestOrigin origin,
        CancellationToken cancellationToken)
    {
        if (parameters["request"] is null && parameters["request_uri"] is null)
        {
            return new ResolvedRequest(
                parameters, await validator.ValidateAsync(parameters, origin, cancellationToken));
        }

        var opened = await objects.OpenAsync(parameters, cancellationToken);
        if (!opened.IsOk)
        {
            // The redirect URI beside the object is as good as that of any request: a registered one, or none.
            return new ResolvedRequest(
                parameters, await validator.RefuseAsync(parameters, opened.Error, cancellationToken));
        }

        var held = opened.Value.Parameters;
        var judged = opened.Value.IsSigned ? origin | RequestOrigin.SignedObject : origin;
        return new ResolvedRequest(held, await validator.ValidateAsync(held, judged, cancellationToken));
    }
}

/// <summary>What a request stands for, and what judging it came to.</summary>
public sealed record ResolvedRequest(AuthorizeParameters Parameters, AuthorizeValidation Outcome);
