using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Http;

/// <summary>A JSON answer that nobody may keep, RFC 6749 §5.1.</summary>
public sealed class JsonAnswer(JsonObject body, int status = StatusCodes.Status200OK) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body), context.HttpContext.RequestAborted);
    }
}
