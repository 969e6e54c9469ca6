using System.Diagnostics;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>A program for Node in a folder of the output, with what its package.json names.</summary>
internal static class NodeProgram
{
    private const string Missing = "This test needs Node 20 or newer with npm. Install it with: "
        + "sudo apt-get install -y nodejs npm";

    public static async Task<Process> StartAsync(string folder, string script, params (string Key, string Value)[] settings)
    {
        if (!Present("npm"))
        {
            await Debian.TryInstallAsync("nodejs npm");
            Assert.True(Present("npm"), Missing);
        }

        var place = Path.Combine(AppContext.BaseDirectory, "Outside", folder);
        if (!Directory.Exists(Path.Combine(place, "node_modules")))
        {
            using var npm = Run("npm", place, ["install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"], []);
            var said = npm.StandardError.ReadToEndAsync();
            await npm.StandardOutput.ReadToEndAsync();
            await npm.WaitForExitAsync();
            Assert.True(npm.ExitCode == 0, await said);
        }

        return Run("node", place, [script], settings);
    }

    /// <summary>A script that a guide shows.</summary>
    public static Task WriteAsync(string folder, string script, string text)
        => File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Outside", folder, script), text);

    private static Process Run(string command, string place, string[] arguments, (string Key, string Value)[] settings)
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

        return Process.Start(start) ?? throw new InvalidOperationException($"{command} does not start.");
    }

    private static bool Present(string command)
        => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(place => File.Exists(Path.Combine(place, command)) || File.Exists(Path.Combine(place, command + ".cmd")));
}
