namespace AuthPortal.Components;

/// <summary>Registers and maps the pages.</summary>
public static class ComponentsServices
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddAuthorization();
        return services;
    }

    public static WebApplication MapPages(this WebApplication app) => app;
}
