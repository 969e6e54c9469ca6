using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Data;
using AuthPortal.Data.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// A PostgreSQL server of the tests' own: Debian's binaries on a folder and a port that go with it, by the user postgres
/// when root runs the tests, because the server refuses root. It can be stopped and started again.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartSharedAsync);

    private readonly string _folder = Directory.CreateTempSubdirectory("authportal-postgres-").FullName;
    private readonly int _port = FreePort();
    private readonly Lazy<Task<string>> _migrated;
    private string _binaries = string.Empty;
    private int _databases;

    public PostgresServer() => _migrated = new(MigrateAsync);

    /// <summary>For all who do not stop it; it ends with the tests' process.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <summary>A PEM file with the certificate that wraps the nodes' keys.</summary>
    public string KeyCertificate => Path.Combine(_folder, "keys.pem");

    public async Task InitializeAsync()
    {
        _binaries = await FindAsync();
        WriteCertificate();
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "-R", "postgres", _folder);
        }

        await AsServerAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync");
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task StartAsync()
        => AsServerAsync(
            "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
            $"-p {_port} -k {_folder} -h 127.0.0.1 -c max_connections=500 -c shared_buffers=128MB", "start");

    public Task StopAsync() => AsServerAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>A database of its own, empty.</summary>
    public async Task<string> NewDatabaseAsync() => ConnectionTo(await CreateAsync("template1"));

    /// <summary>A database of its own with our tables, empty too: copied, because that takes a tenth of making them.</summary>
    public async Task<string> NewMigratedDatabaseAsync() => ConnectionTo(await CreateAsync(await _migrated.Value));

    /// <summary>The settings of a node on this database.</summary>
    public Dictionary<string, string?> SettingsOf(string connection) => new(StringComparer.Ordinal)
    {
        ["Database:Provider"] = "postgres",
        ["Database:KeyCertificate"] = KeyCertificate,
        ["ConnectionStrings:AuthPortal"] = connection,
    };

    private string Data => Path.Combine(_folder, "data");

    private string ConnectionTo(string database)
        => $"Host=127.0.0.1;Port={_port.ToString(CultureInfo.InvariantCulture)};Database={database};Username=postgres;"
            + "Maximum Pool Size=40;Timeout=5;Command Timeout=20";

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().GetAwaiter().GetResult();
        return server;
    }

    private async Task<string> CreateAsync(string template)
    {
        var name = $"portal{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionTo("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand($"CREATE DATABASE {name} TEMPLATE {template}");
        await command.ExecuteNonQueryAsync();
        return name;
    }

    private async Task<string> MigrateAsync()
    {
        var name = await CreateAsync("template1");
        var settings = new ConfigurationBuilder().AddInMemoryCollection(SettingsOf(ConnectionTo(name))).Build();
        await using var services = new ServiceCollection()
            .AddLogging().AddSingleton<IConfiguration>(settings).AddData(settings).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<PostgresDbContext>>().CreateDbContextAsync();
        await db.Database.MigrateAsync();
        return name;
    }

    private void WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=AuthPortal keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddYears(10));
        File.WriteAllText(
            KeyCertificate, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static async Task<string> FindAsync()
    {
        if (Binaries() is { } found)
        {
            return found;
        }

        await Debian.TryInstallAsync("postgresql");
        return Binaries() ?? throw new InvalidOperationException(
            "These tests need PostgreSQL's server. Install it with: sudo apt-get install -y postgresql");
    }

    /// <summary>Debian keeps them by version; elsewhere they are on the path.</summary>
    private static string? Binaries()
    {
        const string debian = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).Select(v => Path.Combine(v, "bin")).OrderDescending(StringComparer.Ordinal)
            : [];
        return versions.Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private Task AsServerAsync(string program, params string[] arguments)
        => Environment.UserName == "root"
            ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(_binaries, program), .. arguments])
            : RunAsync(Path.Combine(_binaries, program), arguments);

    /// <summary>To a file and not a pipe: the server keeps its output open for as long as it runs.</summary>
    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
        })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
