namespace AuthPortal.Endpoints;

/// <summary>Registers and maps the protocol endpoints.</summary>
public static class EndpointsServices
{
    public static IServiceCollection AddEndpoints(this IServiceCollection services)
    {
        services.AddControllers();
        return services;
    }

    public static WebApplication MapEndpoints(this WebApplication app)
    {
        app.MapControllers();
        return app;
    }
}
