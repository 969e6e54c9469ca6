using System.Diagnostics;
using System.Diagnostics.Metrics;
using AuthPortal.Clients;
using AuthPortal.Data;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Counts and times the requests of programs by endpoint, kind of client and result (RFC 6749 §5.2's error codes): few
/// values, whatever anybody sends. It costs nothing where nobody collects.
/// </summary>
public sealed class RequestMetrics
{
    private readonly RequestDelegate _next;
    private readonly ClientRegistry _clients;
    private readonly Meter _meter;
    private readonly Histogram<double> _requests;

    public RequestMetrics(RequestDelegate next, IMeterFactory meters, ClientRegistry clients)
    {
        _next = next;
        _clients = clients;
        _meter = meters.Create(PortalTelemetry.Name);
        _requests = _meter.CreateHistogram(
            "authportal.requests",
            "s",
            "Requests of programs by endpoint, kind of client and result",
            [],
            PortalTelemetry.Seconds);
    }

    public Task InvokeAsync(HttpContext context)
        => _requests.Enabled && context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
            ? MeasureAsync(context, '/' + endpoint.RoutePattern.RawText?.TrimStart('/'))
            : _next(context);

    private async Task MeasureAsync(HttpContext context, string route)
    {
        var began = Stopwatch.GetTimestamp();
        await _next(context);
        _requests.Record(
            Stopwatch.GetElapsedTime(began).TotalSeconds,
            new("endpoint", route),
            new("client", KindOf(RequestFacts.Of(context))),
            new("result", ResultOf(context)));
    }

    private string KindOf(RequestFacts facts)
        => facts.ClientId is not { } id || _clients.Known(id) is not { } client
            ? "unknown"
            : client.IsPublic ? "public" : "confidential";

    /// <summary>An error's own code where there is one: those are ours, never a caller's.</summary>
    private static string ResultOf(HttpContext context)
        => RequestFacts.Of(context).Error ?? context.Response.StatusCode switch
        {
            < StatusCodes.Status400BadRequest => "ok",
            < StatusCodes.Status500InternalServerError => "refused",
            _ => "failed",
        };
}
