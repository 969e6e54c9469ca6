using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// A refusal of a protected resource, RFC 6750 §3. Without <paramref name="error"/> the request brought no token at
/// all, and then no error code is given (§3.1).
/// </summary>
public sealed class BearerErrorResult(OAuthError? error, string? scope = null) : IActionResult
{
    private const string Challenge = "Bearer realm=\"AuthPortal\"";

    public Task ExecuteResultAsync(ActionContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        if (error is null)
        {
            headers.WWWAuthenticate = Challenge;
            return new JsonAnswer([], StatusCodes.Status401Unauthorized).ExecuteResultAsync(context);
        }

        headers.WWWAuthenticate = $"{Challenge}, error=\"{error.Code}\", error_description=\"{error.Description}\""
            + (scope is null ? string.Empty : $", scope=\"{scope}\"");
        return new JsonAnswer(OAuthErrorResult.BodyOf(error), error.Status).ExecuteResultAsync(context);
    }
}
