using System.Diagnostics;

namespace AuthPortal.Tests.Durability;

/// <summary>A disk of 24 MiB that can be filled. Only root can have one; CI is.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk()
    {
        Folder = Directory.CreateTempSubdirectory("authportal-disk-").FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", Folder);
    }

    public static bool CanBe => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Takes what is left, to the last octet.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 64 * 1024, 4096, 1 })
        {
            FillBy(filler, new byte[size]);
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static void FillBy(FileStream filler, byte[] block)
    {
        try
        {
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as far as blocks of this size go.
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
