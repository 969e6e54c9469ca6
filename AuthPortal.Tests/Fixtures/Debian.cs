using System.Diagnostics;

namespace AuthPortal.Tests.Fixtures;

/// <summary>Brings what a test needs from Debian when root runs it there; elsewhere the test says what is missing.</summary>
internal static class Debian
{
    public static async Task TryInstallAsync(string packages)
    {
        if (OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/apt-get"))
        {
            using var apt = Process.Start("/bin/sh", ["-c", $"apt-get update -qq && apt-get install -y -qq {packages}"]);
            await apt.WaitForExitAsync();
        }
    }
}
