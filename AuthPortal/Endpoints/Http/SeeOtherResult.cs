using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Http;

/// <summary>A redirect that never repeats a posted form at its target: RFC 9700 §4.12.</summary>
public sealed class SeeOtherResult(string location) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = location;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
