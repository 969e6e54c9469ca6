using System.Collections.Concurrent;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>A program for Node in a folder of the output, with what its package.json names.</summary>
internal static class NodeProgram
{
    private const string Missing = "This test needs Node 20 or newer with npm. Install it with: "
        + "sudo apt-get install -y nodejs npm";

    /// <summary>One at a time, and each once: tests that run beside one another share the folders.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<Task>> Ready = new(StringComparer.Ordinal);

    private static readonly Lazy<Task> Npm = new(FindNpmAsync);

    public static Task<OutsideProgram> StartAsync(
        string folder,
        string script,
        params (string Key, string Value)[] settings)
        => StartAsync(folder, [script], settings);

    public static async Task<OutsideProgram> StartAsync(
        string folder,
        IEnumerable<string> arguments,
        params (string Key, string Value)[] settings)
    {
        var place = Place(folder);
        await Ready.GetOrAdd(place, p => new Lazy<Task>(() => InstallAsync(p))).Value;
        return OutsideProgram.Start(NodeOf(place), place, arguments, settings);
    }

    /// <summary>A script that a guide shows.</summary>
    public static Task WriteAsync(string folder, string script, string text)
        => File.WriteAllTextAsync(Path.Combine(Place(folder), script), text);

    /// <summary>A file of a package.</summary>
    public static async Task<string> ReadAsync(string folder, string file)
    {
        await Ready.GetOrAdd(Place(folder), place => new Lazy<Task>(() => InstallAsync(place))).Value;
        return await File.ReadAllTextAsync(Path.Combine(Place(folder), file));
    }

    private static string Place(string folder) => Path.Combine(AppContext.BaseDirectory, "Outside", folder);

    /// <summary>What npm writes last says that the folder has what its package.json names now.</summary>
    private static async Task InstallAsync(string place)
    {
        await Npm.Value;
        var done = Path.Combine(place, "node_modules", ".package-lock.json");
        if (File.GetLastWriteTimeUtc(done) > File.GetLastWriteTimeUtc(Path.Combine(place, "package.json")))
        {
            return;
        }

        using var npm = OutsideProgram.Start(
            "npm", place, ["install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]);
        await npm.EndAsync();
        File.SetLastWriteTimeUtc(done, TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    private static async Task FindNpmAsync()
    {
        if (!Present("npm"))
        {
            await Debian.TryInstallAsync("nodejs npm");
            Assert.True(Present("npm"), Missing);
        }
    }

    /// <summary>A folder may bring a Node of its own, where the machine's is too old for it.</summary>
    private static string NodeOf(string place)
    {
        var own = Path.Combine(place, "node_modules", "node", "bin", OperatingSystem.IsWindows() ? "node.exe" : "node");
        return File.Exists(own) ? own : "node";
    }

    private static bool Present(string command)
        => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(place => File.Exists(Path.Combine(place, command)) || File.Exists(Path.Combine(place, command + ".cmd")));
}
