using AuthPortal.Data;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// A portal of its own: a real SQLite file in a folder that goes with it, a clock that the test moves, and requests
/// in memory under https://portal.example.test. Share one in a class with IClassFixture, or make one for each test
/// with other settings.
/// </summary>
public class Portal : WebApplicationFactory<Program>
{
    public const string Issuer = "https://portal.example.test";

    private readonly string _folder = Directory.CreateTempSubdirectory("authportal-test-").FullName;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));

    /// <summary>Settings on top of the defaults, before the first request.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["OAuth:Issuer"] = Issuer,
    };

    /// <summary>AUTHPORTAL_TEST_DATABASE=postgres runs what doesn't speak of files on PostgreSQL.</summary>
    public bool IsOnPostgres { get; init; } = Environment.GetEnvironmentVariable("AUTHPORTAL_TEST_DATABASE") == "postgres";

    public string Folder => _folder;

    /// <summary>Of a password's hash (PBKDF2): few, because most tests are not about what a guess costs.</summary>
    protected virtual int PasswordIterations => 100;

    /// <summary>Where it is reached; its issuer.</summary>
    public virtual string Root => Issuer;

    /// <summary>A browser or a program: keeps cookies, follows no redirect.</summary>
    public HttpClient NewClient() => CreateClient(new WebApplicationFactoryClientOptions
    {
        BaseAddress = new Uri(Root),
        AllowAutoRedirect = false,
        HandleCookies = true,
    });

    public async Task<T> ReadAsync<T>(Func<AuthDbContext, Task<T>> read)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<AuthDbContext>>()
            .CreateDbContextAsync();
        return await read(db);
    }

    public Task WriteAsync(Func<AuthDbContext, Task> write)
        => Services.GetRequiredService<WriteQueue>().RunAsync(write);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("ConnectionStrings:AuthPortal", $"Data Source={Path.Combine(_folder, "authportal.db")}");
        if (IsOnPostgres)
        {
            UsePostgres(builder);
        }

        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureServices(UseClock);
        builder.ConfigureServices(services => services
            .Replace(ServiceDescriptor.Singleton<KeyMaker, PooledKeys>())
            .Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordIterations));
    }

    private static void UsePostgres(IWebHostBuilder builder)
    {
        var (server, connection) = Task.Run(async () =>
        {
            var shared = await PostgresServer.SharedAsync();
            return (shared, await shared.NewMigratedDatabaseAsync());
        }).GetAwaiter().GetResult();
        foreach (var (key, value) in server.SettingsOf(connection))
        {
            builder.UseSetting(key, value);
        }
    }

    protected virtual void UseClock(IServiceCollection services)
        => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_folder))
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
