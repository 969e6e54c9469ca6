using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace AuthPortal.Hosting.Bench;

/// <summary>What figures can't be compared without.</summary>
internal sealed record MachineFacts(string Processor, int Cores, double MemoryGiB, string System, string Runtime, string Gc)
{
    public static MachineFacts Read() => new(
        ProcessorName(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024), 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        GCSettings.IsServerGC ? "server" : "workstation");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Cores} cores, {MemoryGiB} GiB; {System}; {Runtime}, {Gc} GC");

    private static string ProcessorName()
    {
        const string name = "model name";
        var line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))
            : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
