using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AuthPortal.Hosting.Bench;

/// <summary>A server in a process and a folder of its own, which both go when the measurement is over.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string? _folder;

    private BenchServer(Process process, IPEndPoint address, string? folder)
    {
        _process = process;
        _folder = folder;
        Address = address;
    }

    public IPEndPoint Address { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan Start { get; private init; }

    /// <summary>What it keeps in memory, without what it shares with nobody else's files: in MiB.</summary>
    public double Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024.0 * 1024);
        }
    }

    /// <summary>Files, sockets and pipes that it holds.</summary>
    public int OpenFiles
    {
        get
        {
            _process.Refresh();
            return _process.HandleCount;
        }
    }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>This program itself, on a database of its own with the people and apps of the measurement.</summary>
    /// <param name="database">A file that stays; null is one that goes with it.</param>
    /// <param name="settings">On top of these.</param>
    public static async Task<BenchServer> PortalAsync(
        string? database = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var folder = Directory.CreateTempSubdirectory("authportal-bench-").FullName;
        var file = Path.Combine(folder, "provision.json");
        await File.WriteAllTextAsync(file, BenchFile.Text());
        var port = FreePort();
        var start = OwnProgram($"--urls=http://127.0.0.1:{port}");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ConnectionStrings__AuthPortal"]
            = $"Data Source={database ?? Path.Combine(folder, "bench.db")}";
        start.Environment["Provisioning__File"] = file;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return await RunAsync(start, port, "/healthz", folder);
    }

    /// <summary>Kestrel with nothing behind it.</summary>
    public static Task<BenchServer> LettersAsync()
    {
        var port = FreePort();
        return RunAsync(OwnProgram(BenchCommand.Name, BenchCommand.Letters, $"{port}"), port, "/", folder: null);
    }

    /// <summary>Any other program; it listens on the port by itself.</summary>
    public static async Task<BenchServer> RunAsync(ProcessStartInfo start, int port, string probe, string? folder)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new BenchFailedException($"{start.FileName} did not start.");
        var said = new LastWords(process);
        var address = new IPEndPoint(IPAddress.Loopback, port);
        var request = LoadRequest.Get(probe);
        while (!await AnswersAsync(address, request))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new BenchFailedException($"{start.FileName} does not answer: {said.Text}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        return new BenchServer(process, address, folder) { Start = Stopwatch.GetElapsedTime(began) };
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>At once, and with no warning.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Published as a file of its own, or run by the host program.</summary>
    private static ProcessStartInfo OwnProgram(params string[] arguments)
    {
        var host = Environment.ProcessPath ?? "dotnet";
        var start = new ProcessStartInfo(host) { WorkingDirectory = AppContext.BaseDirectory };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            start.ArgumentList.Add(typeof(BenchServer).Assembly.Location);
        }

        Array.ForEach(arguments, start.ArgumentList.Add);
        return start;
    }

    private static async Task<bool> AnswersAsync(IPEndPoint address, byte[] request)
    {
        try
        {
            using var connection = new LoadConnection(address);
            return (await connection.SendAsync(request)).Status < StatusCodes.Status500InternalServerError;
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>What a program last wrote, should it fail.</summary>
    private sealed class LastWords
    {
        private const int Most = 20;

        private readonly Queue<string> _lines = new();

        public LastWords(Process process)
        {
            process.OutputDataReceived += (_, line) => Add(line.Data);
            process.ErrorDataReceived += (_, line) => Add(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public string Text
        {
            get
            {
                lock (_lines)
                {
                    return string.Join(' ', _lines);
                }
            }
        }

        private void Add(string? line)
        {
            lock (_lines)
            {
                _lines.Enqueue(line ?? string.Empty);
                if (_lines.Count > Most)
                {
                    _lines.Dequeue();
                }
            }
        }
    }
}
