using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AuthPortal.Endpoints.Http;

/// <summary>A full write queue or disk is 503 with Retry-After: callers come back, and memory does not grow.</summary>
internal sealed class BusyFilter : IExceptionFilter
{
    internal const string Seconds = "1";

    public void OnException(ExceptionContext context)
    {
        if (!StorageOutage.IsPassing(context.Exception))
        {
            return;
        }

        context.HttpContext.Response.Headers.RetryAfter = Seconds;
        context.Result = new OAuthErrorResult(new OAuthError(
            "temporarily_unavailable",
            "The server is busy; try again in a moment.",
            StatusCodes.Status503ServiceUnavailable));
        context.ExceptionHandled = true;
    }
}
