using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// A refusal of a protected resource, RFC 6750 §3 and RFC 9449 §7.1. Without <paramref name="error"/> the request brought
/// no token at all, and then no error code is given (§3.1).
/// </summary>
public sealed class BearerErrorResult(OAuthError? error, string? scope = null, bool dpop = false) : IActionResult
{
    private const string Bearer = "Bearer realm=\"AuthPortal\"";

    private static readonly string Dpop = $"DPoP algs=\"{string.Join(' ', DpopProofReader.Algorithms)}\"";

    public Task ExecuteResultAsync(ActionContext context)
    {
        if (error is not null)
        {
            FailedRequests.Record(context.HttpContext, error);
        }

        var headers = context.HttpContext.Response.Headers;
        // RFC 9728 §5.1: whoever comes without a token learns where one is to be had. Managing a registration takes none.
        var issuer = context.HttpContext.RequestServices.GetRequiredService<Issuer>();
        var metadata = context.HttpContext.Request.Path == ProtectedResource.Path
            ? $", resource_metadata=\"{ProtectedResource.MetadataAt(issuer)}\""
            : string.Empty;
        var detail = error is null
            ? string.Empty
            : $", error=\"{error.Code}\", error_description=\"{error.Description}\""
                + (scope is null ? string.Empty : $", scope=\"{scope}\"");

        headers.WWWAuthenticate = dpop
            ? new([$"{Dpop}{detail}", $"{Bearer}{metadata}"])
            : new([$"{Bearer}{detail}{metadata}", Dpop]);
        return error is null
            ? new JsonAnswer([], StatusCodes.Status401Unauthorized).ExecuteResultAsync(context)
            : new JsonAnswer(OAuthErrorResult.BodyOf(error), error.Status).ExecuteResultAsync(context);
    }
}
