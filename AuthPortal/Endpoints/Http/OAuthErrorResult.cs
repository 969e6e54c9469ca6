using System.Globalization;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// A refusal as JSON, RFC 6749 §5.2; a client that failed to authenticate is told how (RFC 9110 §11.6.1).
/// </summary>
public sealed class OAuthErrorResult(OAuthError error) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        FailedRequests.Record(context.HttpContext, error);
        var response = context.HttpContext.Response;
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"AuthPortal\", charset=\"UTF-8\"";
        }

        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return new JsonAnswer(BodyOf(error), error.Status).ExecuteResultAsync(context);
    }

    internal static JsonObject BodyOf(OAuthError error) => new()
    {
        ["error"] = error.Code,
        ["error_description"] = error.Description,
    };
}
