using AuthPortal.Protocol;

namespace AuthPortal.Hosting;

/// <summary>Registers what surrounds the rooms: settings, start-up, headers, health, provisioning, demo data.</summary>
public static class HostingServices
{
    public static WebApplicationBuilder AddHosting(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OAuthOptions>().Bind(builder.Configuration.GetSection(OAuthOptions.Section));
        builder.Services.AddSingleton(IssuerResolver.Resolve);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<DatabaseStart>();
        return builder;
    }

    /// <summary>The middleware, in order, before anything is mapped.</summary>
    public static WebApplication UseHosting(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        return app;
    }

    public static WebApplication MapHosting(this WebApplication app) => app;
}
