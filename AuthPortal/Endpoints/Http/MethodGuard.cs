using System.Collections.Frozen;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// A protocol endpoint asked with the wrong method is 405 with Allow (RFC 9110 §15.5.6). Without this the pages' own
/// "not found" would take the request, and a program would get HTML.
/// </summary>
public sealed class MethodGuard(RequestDelegate next, EndpointDataSource endpoints)
{
    private readonly Lazy<FrozenDictionary<string, string>> _allowed = new(() => Read(endpoints));

    public Task InvokeAsync(HttpContext context)
    {
        if (!_allowed.Value.TryGetValue(PathOf(context.Request), out var allowed) || IsAction(context.GetEndpoint()))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = allowed;
        return Task.CompletedTask;
    }

    private static FrozenDictionary<string, string> Read(EndpointDataSource endpoints)
        => endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => IsAction(endpoint) && endpoint.RoutePattern.Parameters.Count == 0)
            .GroupBy(
                endpoint => '/' + endpoint.RoutePattern.RawText?.Trim('/'),
                endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
                StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(
                path => path.Key,
                path => string.Join(", ", path.SelectMany(methods => methods).Distinct()),
                StringComparer.OrdinalIgnoreCase);

    private static bool IsAction(Endpoint? endpoint)
        => endpoint?.Metadata.GetMetadata<ControllerActionDescriptor>() is not null;

    private static string PathOf(HttpRequest request) => request.Path.Value?.TrimEnd('/') ?? string.Empty;
}
