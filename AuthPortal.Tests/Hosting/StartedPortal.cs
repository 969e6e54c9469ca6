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

    public string Database => Path.Combine(_folder, "authportal.db");

    /// <summary>Starts it and waits for its end.</summary>
    public async Task<(int ExitCode, string Errors)> RunToEndAsync()
    {
        using var process = Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException waited)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"It started: {await output}", waited);
        }

        Assert.DoesNotContain("   at ", await output, StringComparison.Ordinal);
        return (process.ExitCode, await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
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
