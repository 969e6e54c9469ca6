using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Http;

/// <summary>A JSON answer that nobody may keep, RFC 6749 §5.1.</summary>
/// <param name="write">Writes the whole body.</param>
/// <param name="status">200 without.</param>
public sealed class JsonAnswer(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) : IActionResult
{
    public JsonAnswer(JsonObject body, int status = StatusCodes.Status200OK)
        : this(writer => body.WriteTo(writer), status)
    {
    }

    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";

        // Not flushed here: at the end of the request head, body and last chunk go together.
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        write(writer);
        return Task.CompletedTask;
    }
}
