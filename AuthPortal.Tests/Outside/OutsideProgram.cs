using System.Diagnostics;

namespace AuthPortal.Tests.Outside;

/// <summary>A program of somebody else in a process of its own, spoken with line by line. It ends with the test.</summary>
internal sealed class OutsideProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private OutsideProgram(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static OutsideProgram Start(
        string command,
        string place,
        IEnumerable<string> arguments,
        params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = place,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return new OutsideProgram(
            Process.Start(start) ?? throw new InvalidOperationException($"{command} does not start."));
    }

    /// <summary>The next line that it says; when it ended instead, the test fails with its last words.</summary>
    public async Task<string> HearAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, line is null ? "It ended: " + await _errors : null);
        return line!;
    }

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Waits until it ends well; what it said since.</summary>
    public async Task<string> EndAsync()
    {
        var rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, rest + await _errors);
        return rest;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
