using AuthPortal.Data.Postgres;
using AuthPortal.Data.Sql;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace AuthPortal.Data;

/// <summary>Registers the context, its factory and the write queue.</summary>
public static class DataServices
{
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        ConfigureIdentity(services);
        if (DatabaseProviders.Of(configuration) == DatabaseProvider.Postgres)
        {
            services.AddPostgres();
        }
        else
        {
            services.AddSqlite();
        }

        services.AddScoped(provider =>
            provider.GetRequiredService<IDbContextFactory<AuthDbContext>>().CreateDbContext());
        services.AddSingleton<Changes>();
        services.AddSingleton<DatabasePresence>();
        services.AddSingleton<SqlReads>();
        services.AddSingleton<WriteMetrics>();
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<WriteQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<WriteQueue>());
        return services;
    }

    /// <summary>Passkeys need Identity's third schema; the model is built from this option.</summary>
    internal static IServiceCollection ConfigureIdentity(IServiceCollection services)
        => services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);

    /// <summary>What EF Core's services and its model depend on.</summary>
    internal static void UseSqlite(DbContextOptionsBuilder options, string? connection)
        => options.UseSqlite(connection).ConfigureWarnings(TrustMigrations);

    private static void AddSqlite(this IServiceCollection services)
    {
        services.AddSingleton<WriteTurn, SqliteTurn>();
        services.AddSingleton<SqlitePragmas>();
        services.AddSingleton<ILeadership, OnlyNode>();
        services.AddPooledDbContextFactory<AuthDbContext>((provider, options) =>
        {
            var configuration = provider.GetRequiredService<IConfiguration>();
            UseSqlite(options, configuration.GetConnectionString(DatabaseProviders.ConnectionName));
            options.AddInterceptors(provider.GetRequiredService<SqlitePragmas>());
        });
    }

    private static void AddPostgres(this IServiceCollection services)
    {
        services.AddSingleton(provider => PostgresSource.Create(provider.GetRequiredService<IConfiguration>()));
        services.AddPooledDbContextFactory<PostgresDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .ConfigureWarnings(TrustMigrations)
            .ConfigureWarnings(LogQuietly));
        services.AddSingleton<IDbContextFactory<AuthDbContext>, PostgresContexts>();
        services.AddScoped(provider =>
            provider.GetRequiredService<IDbContextFactory<PostgresDbContext>>().CreateDbContext());
        services.AddSingleton<WriteTurn, PostgresTurn>();
        services.AddSingleton<PostgresWrites>();
        services.AddSingleton<PostgresNotices>();
        services.AddSingleton<ILeadership>(provider => provider.GetRequiredService<PostgresNotices>());
        services.AddHostedService(provider => provider.GetRequiredService<PostgresNotices>());
        services.AddSingleton<SharedFailures>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedFailures>());
    }

    /// <summary>A test compares migrations and model; doing so at the start builds two more models.</summary>
    private static void TrustMigrations(WarningsConfigurationBuilder events)
        => events.Ignore(RelationalEventId.PendingModelChangesWarning);

    /// <summary>A write that meets another fails and is run again: no error, and whoever gives up throws it on.</summary>
    private static void LogQuietly(WarningsConfigurationBuilder events)
        => events.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug));
}
