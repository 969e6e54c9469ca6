using System.Net;
using AuthPortal.Components.Docs;
using AuthPortal.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AuthPortal.Hosting.Telemetry;

/// <summary>
/// OpenTelemetry, where a setting asks for it: traces and metrics to a collector (OTLP), and metrics at /metrics for
/// this machine. Without a setting nothing is registered, and nothing is paid.
/// </summary>
internal static class TelemetryServices
{
    public const string Section = "Telemetry";

    /// <summary>A collector's address.</summary>
    public const string Otlp = "Otlp";

    /// <summary>True: /metrics answers whoever asks from this machine.</summary>
    public const string Metrics = "Metrics";

    public const string MetricsPath = "/metrics";

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        // What is no address or no truth value is refused in words, a moment later.
        Uri.TryCreate(configuration.GetSection(Section)[Otlp], UriKind.Absolute, out var collector);
        var scraped = IsScraped(configuration);
        if (collector is null && !scraped)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("authportal"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(PortalTelemetry.Name, "Microsoft.AspNetCore.Server.Kestrel").AddRuntimeInstrumentation();
            if (collector is not null)
            {
                metrics.AddOtlpExporter(exporter => exporter.Endpoint = collector);
            }

            if (scraped)
            {
                metrics.AddPrometheusExporter();
            }
        });
        if (collector is not null)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(PortalTelemetry.Name)
                .AddAspNetCoreInstrumentation(aspNetCore => aspNetCore.Filter = IsWalk)
                .AddOtlpExporter(exporter => exporter.Endpoint = collector));
        }
    }

    public static void MapTelemetry(this WebApplication app)
    {
        app.MapGet(MetricsPath, NotFound).WithMetadata(new ForProgramsAttribute());
        if (IsScraped(app.Configuration))
        {
            app.UseOpenTelemetryPrometheusScrapingEndpoint(context =>
                context.Request.Path == MetricsPath
                && !context.Request.Headers.ContainsKey("X-Forwarded-For")
                && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from));
        }
    }

    /// <summary>Without the setting, and for other machines; those that may read it never come so far.</summary>
    private static NotFound NotFound() => TypedResults.NotFound();

    private static bool IsScraped(IConfiguration configuration)
        => bool.TryParse(configuration.GetSection(Section)[Metrics], out var scraped) && scraped;

    /// <summary>Files, probes and the pages' own connections would hide what matters.</summary>
    private static bool IsWalk(HttpContext context)
        => !context.Request.Path.StartsWithSegments("/_framework", StringComparison.Ordinal)
            && !context.Request.Path.StartsWithSegments("/_content", StringComparison.Ordinal)
            && !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal)
            && !context.Request.Path.StartsWithSegments("/healthz", StringComparison.Ordinal)
            && !context.Request.Path.StartsWithSegments("/readyz", StringComparison.Ordinal);
}
