using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>A program for Debian's Python in a folder of the output, with Debian's Authlib and Requests.</summary>
internal static class PythonProgram
{
    private const string Python = "/usr/bin/python3";
    private const string Packages = "python3-authlib python3-requests";

    private static readonly Lazy<Task> Ready = new(FindAsync);

    public static async Task<OutsideProgram> StartAsync(
        string folder,
        string script,
        params (string Key, string Value)[] settings)
    {
        await Ready.Value;
        return OutsideProgram.Start(
            Python, Path.Combine(AppContext.BaseDirectory, "Outside", folder), [script], settings);
    }

    /// <summary>A script that a page shows.</summary>
    public static Task WriteAsync(string folder, string script, string text)
        => File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Outside", folder, script), text);

    private static async Task FindAsync()
    {
        if (!await IsPresentAsync())
        {
            await Debian.TryInstallAsync(Packages);
            Assert.True(
                await IsPresentAsync(),
                $"This test needs Authlib for {Python}. Install it with: sudo apt-get install -y {Packages}");
        }
    }

    private static async Task<bool> IsPresentAsync()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var python = System.Diagnostics.Process.Start(Python, ["-c", "import authlib, requests"]);
        await python.WaitForExitAsync();
        return python.ExitCode == 0;
    }
}
