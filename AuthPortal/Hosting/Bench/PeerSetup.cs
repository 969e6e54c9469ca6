using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using AuthPortal.Hosting.Start;

namespace AuthPortal.Hosting.Bench;

/// <summary>Installs and starts the peers, whose set-ups lie with the tests.</summary>
internal sealed class PeerSetup
{
    private const string SecureRedirect = "https://app.example.test/cb";
    private const string Debian = "python3-authlib python3-flask python3-flask-sqlalchemy gunicorn";

    public static IReadOnlyList<Peer> All { get; } =
    [
        new("Authlib, 2 workers, SQLite", Target(BenchFile.RedirectUri), setup => setup.AuthlibAsync()),
        new("OpenIddict as documented, SQLite", Target(BenchFile.RedirectUri, "offline_access"), setup => setup.OpenIddictAsync()),
        new("OpenIddict tuned, SQLite", Target(BenchFile.RedirectUri, "offline_access"), setup => setup.OpenIddictAsync("tuned")),
        new("oidc-provider, in memory", Target(SecureRedirect), setup => setup.OidcProviderAsync()),
    ];

    private readonly string _sources = Find();
    private readonly string _work = Path.Combine(Path.GetTempPath(), "authportal-peers");

    public Task<BenchServer> StartAsync(Peer peer) => peer.StartAsync(this);

    private static BenchTarget Target(string redirectUri, string more = "")
        => new(BenchFile.Client, redirectUri, $"{BenchFile.Scope} {more}".TrimEnd());

    private async Task<BenchServer> AuthlibAsync()
    {
        if (!await WorksAsync("/usr/bin/python3", "-c", "import authlib, flask, flask_sqlalchemy, gunicorn"))
        {
            await DoAsync("apt-get", ["install", "-y", "-qq", .. Debian.Split(' ')]);
        }

        var folder = Fresh("authlib");
        var (start, port) = Start("/usr/bin/python3", folder);
        start.ArgumentList.Add("app.py");
        await FinishAsync(start);
        start.ArgumentList.Clear();
        string[] serve = ["-m", "gunicorn", "-w", "2", "-b", $"127.0.0.1:{port}", "--log-level", "critical", "app:app"];
        Array.ForEach(serve, start.ArgumentList.Add);
        return await BenchServer.RunAsync(start, port, "/healthz", folder);
    }

    private async Task<BenchServer> OpenIddictAsync(params string[] variant)
    {
        var built = Path.Combine(_work, "openiddict");
        Copy(Path.Combine(_sources, "openiddict"), built);
        await DoAsync("dotnet", ["build", built, "-c", "Release", "-o", Path.Combine(built, "out"), "-v", "quiet"]);
        var folder = Fresh("openiddict");
        var (start, port) = Start("dotnet", folder);
        string[] run = [Path.Combine(built, "out", "openiddict-peer.dll"), $"--urls=http://127.0.0.1:{port}", .. variant];
        Array.ForEach(run, start.ArgumentList.Add);
        return await BenchServer.RunAsync(start, port, "/healthz", folder);
    }

    private async Task<BenchServer> OidcProviderAsync()
    {
        var folder = Path.Combine(_work, "oidc-provider");
        Copy(Path.Combine(_sources, "oidc-provider"), folder);
        await DoAsync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", folder]);
        var (start, port) = Start("node", folder);
        start.ArgumentList.Add("server.mjs");
        return await BenchServer.RunAsync(start, port, "/healthz", folder: null);
    }

    /// <summary>Any peer is told its port, its secret and its database alike.</summary>
    private static (ProcessStartInfo Start, int Port) Start(string program, string folder)
    {
        var port = BenchServer.FreePort();
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder };
        start.Environment["AUTHPORTAL_PEER_DB"] = Path.Combine(folder, "peer.db");
        start.Environment["AUTHPORTAL_PEER_SECRET"] = BenchTarget.Secret;
        start.Environment["AUTHPORTAL_PEER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["NODE_ENV"] = "production";
        return (start, port);
    }

    /// <summary>A copy that goes with its server.</summary>
    private string Fresh(string peer)
    {
        var folder = Directory.CreateTempSubdirectory("authportal-peer-").FullName;
        Copy(Path.Combine(_sources, peer), folder);
        return folder;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>Upwards from where the program is and from where it was started.</summary>
    private static string Find()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var peers = Path.Combine(folder.FullName, "AuthPortal.Tests", "Peers");
                if (Directory.Exists(peers))
                {
                    return peers;
                }
            }
        }

        throw new StartRefusedException("The peers' set-ups lie in AuthPortal.Tests/Peers: start the bench in the sources.");
    }

    private static async Task<bool> WorksAsync(string program, params string[] arguments)
    {
        try
        {
            await DoAsync(program, arguments);
            return true;
        }
        catch (BenchFailedException)
        {
            return false;
        }
    }

    private static Task DoAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program);
        Array.ForEach(arguments, start.ArgumentList.Add);
        return FinishAsync(start);
    }

    private static async Task FinishAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            using var process = Process.Start(start) ?? throw new BenchFailedException($"{start.FileName} did not start.");
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new BenchFailedException($"{start.FileName} failed: {string.Concat(said)}");
            }
        }
        catch (Win32Exception missing)
        {
            throw new BenchFailedException($"{start.FileName} is needed: {missing.Message}", missing);
        }
    }
}

/// <summary>Another server that does the same work.</summary>
internal sealed record Peer(string Name, BenchTarget Target, Func<PeerSetup, Task<BenchServer>> StartAsync);
