using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Data;

/// <summary>
/// EF Core's model is a good part of the start and needs nothing of the host, so another core builds it meanwhile. EF Core
/// keeps one model for equal options, which the first context of the host finds, or waits for.
/// </summary>
public static class EarlyModel
{
    public static void Begin(IConfiguration configuration)
    {
        if (DatabaseProviders.Of(configuration) == DatabaseProvider.Sqlite)
        {
            _ = Task.Run(Build);
        }
    }

    private static void Build()
    {
        using var services = DataServices.ConfigureIdentity(new ServiceCollection()).BuildServiceProvider();
        var options = new DbContextOptionsBuilder<AuthDbContext>().UseApplicationServiceProvider(services);
        DataServices.UseSqlite(options, connection: null);
        using var db = new AuthDbContext((DbContextOptions<AuthDbContext>)options.Options);
        _ = db.Model;
    }
}
