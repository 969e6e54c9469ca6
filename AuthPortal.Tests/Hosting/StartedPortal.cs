using System.Diagnostics;

namespace AuthPortal.Tests.Hosting;

/// <summary>The program as it is started for real: a process with a folder, settings and a console of its own.</summary>
internal sealed class StartedPortal : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("authportal-start-").FullName;

    /// <summary>By environment variable, so <c>__</c> stands for <c>:</c>.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    public string Folder => _folder;

    /// <summary>Its own, unless it is to work on another one's.</summary>
    public string Database { get => field ?? Path.Combine(_folder, "authportal.db"); init; }

    /// <summary>Where the framework logs the failure behind a line with its trace.</summary>
    public bool LogsTraces { get; init; }

    /// <summary>Starts it and waits for its end.</summary>
    public async Task<(int ExitCode, string Errors)> RunToEndAsync()
    {
        var (exitCode, _, errors) = await RunAsync(TimeSpan.FromSeconds(60), []);
        return (exitCode, errors);
    }

    /// <summary>Runs a command, which may have keys to make, and waits for its end.</summary>
    public Task<(int ExitCode, string Output, string Errors)> CommandAsync(params string[] args)
        => RunAsync(TimeSpan.FromMinutes(5), args);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(TimeSpan longest, string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(longest);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException waited)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"It started: {await output}", waited);
        }

        if (!LogsTraces)
        {
            Assert.DoesNotContain("   at ", await output, StringComparison.Ordinal);
        }

        return (process.ExitCode, await output, await errors);
    }

    private Process Start(string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["ConnectionStrings__AuthPortal"] = $"Data Source={Database}";
        foreach (var (key, value) in Settings)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }
}
