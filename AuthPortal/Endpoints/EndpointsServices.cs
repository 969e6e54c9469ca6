using AuthPortal.Endpoints.Http;

namespace AuthPortal.Endpoints;

/// <summary>Registers and maps the protocol endpoints.</summary>
public static class EndpointsServices
{
    public static IServiceCollection AddEndpoints(this IServiceCollection services)
    {
        services.AddControllers(options => options.Filters.Add<BusyFilter>());
        services.AddSingleton<FormReader>();
        return services;
    }

    public static WebApplication MapEndpoints(this WebApplication app)
    {
        app.MapControllers();
        return app;
    }
}
