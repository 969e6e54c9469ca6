using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Data;

/// <summary>Registers the context, its factory and the write queue.</summary>
public static class DataServices
{
    public static IServiceCollection AddData(this IServiceCollection services)
    {
        // Passkeys need Identity's third schema; the model is built from this option.
        services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
        services.AddSingleton<WriteTurn>();
        services.AddSingleton<SqlitePragmas>();
        services.AddPooledDbContextFactory<AuthDbContext>((provider, options) =>
        {
            var configuration = provider.GetRequiredService<IConfiguration>();
            options.UseSqlite(configuration.GetConnectionString("AuthPortal"));
            options.AddInterceptors(provider.GetRequiredService<SqlitePragmas>());
        });
        services.AddScoped(provider =>
            provider.GetRequiredService<IDbContextFactory<AuthDbContext>>().CreateDbContext());
        services.AddSingleton<WriteQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<WriteQueue>());
        return services;
    }
}
