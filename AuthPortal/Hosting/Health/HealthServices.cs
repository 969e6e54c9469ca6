using AuthPortal.Components.Docs;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace AuthPortal.Hosting.Health;

/// <summary>/healthz: the process answers. /readyz: it can do its work. Neither says more than one word.</summary>
internal static class HealthServices
{
    private const string Ready = "ready";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<ReadyCheck>("database", tags: [Ready], timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false })
            .WithMetadata(new ForProgramsAttribute());
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) })
            .WithMetadata(new ForProgramsAttribute());
    }

    /// <summary>Probes come from inside, over http.</summary>
    public static bool IsProbe(PathString path) => path == "/healthz" || path == "/readyz";
}
