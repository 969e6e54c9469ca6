namespace AuthPortal.Hosting.Demo;

/// <summary>Demo data and the demo app, in Development only.</summary>
internal static class DemoServices
{
    public static IServiceCollection AddDemo(this IServiceCollection services, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment())
        {
            return services;
        }

        services.AddHostedService<DemoStart>();
        services.AddSingleton<DemoSessions>();
        services.AddSingleton<DemoApp>();
        // Quiet: even the request lines of an app's back channel are nobody's business in the portal's log.
        services.AddHttpClient<DemoBackChannel>().RemoveAllLoggers();
        return services;
    }

    public static void MapDemo(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            DemoApp.Map(app);
        }
    }
}
