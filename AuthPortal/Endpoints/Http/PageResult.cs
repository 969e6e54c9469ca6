using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Http;

/// <summary>A page for the person, from an endpoint that otherwise speaks to programs. Nobody may keep it.</summary>
public sealed class PageResult<TComponent>(
    Dictionary<string, object?> parameters,
    int status = StatusCodes.Status200OK) : IActionResult
    where TComponent : IComponent
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers.Pragma = "no-cache";
        return new RazorComponentResult<TComponent>(parameters) { StatusCode = status }
            .ExecuteAsync(context.HttpContext);
    }
}
