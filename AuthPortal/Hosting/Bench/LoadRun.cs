using System.Diagnostics;

namespace AuthPortal.Hosting.Bench;

/// <summary>Runs a step for a while and counts.</summary>
internal sealed class LoadRun(BenchServer server)
{
    /// <summary>Warms up, then measures so many runs over the same connections.</summary>
    public async Task<StepFigures> MeasureAsync(LoadStep step, BenchPlan plan)
    {
        var connections = Enumerable.Range(0, step.Connections).Select(_ => new LoadConnection(server.Address)).ToArray();
        try
        {
            var work = new Func<ValueTask>[connections.Length];
            for (var i = 0; i < connections.Length; i++)
            {
                work[i] = await step.BeginAsync(connections[i]);
            }

            await RoundAsync(work, plan.WarmUp);
            var runs = new List<RunFigures>();
            for (var run = 0; run < plan.Runs; run++)
            {
                runs.Add(await RoundAsync(work, plan.Length));
            }

            return new StepFigures(step.Name, step.Connections, runs);
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    private async Task<RunFigures> RoundAsync(Func<ValueTask>[] work, TimeSpan length)
    {
        var cpu = server.Cpu;
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var times = await Task.WhenAll(work.Select(one => Task.Run(() => RepeatAsync(one, end))));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var spent = server.Cpu - cpu;
        var all = times.SelectMany(t => t).Order().ToArray();
        return new RunFigures(
            all.Length / seconds,
            Milliseconds(all, 0.5),
            Milliseconds(all, 0.99),
            spent.TotalMicroseconds / Math.Max(1, all.Length),
            server.Memory,
            server.OpenFiles);
    }

    private static async Task<List<long>> RepeatAsync(Func<ValueTask> work, long end)
    {
        var times = new List<long>(4096);
        for (var before = Stopwatch.GetTimestamp(); before < end;)
        {
            await work();
            var after = Stopwatch.GetTimestamp();
            times.Add(after - before);
            before = after;
        }

        return times;
    }

    private static double Milliseconds(long[] sorted, double part)
        => sorted.Length == 0
            ? 0
            : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))] * 1000.0 / Stopwatch.Frequency;
}

/// <summary>How long and how often each step runs.</summary>
internal sealed record BenchPlan(TimeSpan WarmUp, TimeSpan Length, int Runs);

/// <summary>
/// One run: how many a second, how long they took (in ms), the server's processor time for one (in µs), and what the
/// server held at the end.
/// </summary>
internal sealed record RunFigures(double PerSecond, double Median, double P99, double Cpu, double MiB, int OpenFiles);

/// <summary>A step's runs.</summary>
internal sealed record StepFigures(string Step, int Connections, IReadOnlyList<RunFigures> Runs)
{
    public double Least => Runs.Min(r => r.PerSecond);

    public double Middle => MiddleOf(r => r.PerSecond);

    public double Most => Runs.Max(r => r.PerSecond);

    public double MiddleOf(Func<RunFigures, double> figure)
    {
        var sorted = Runs.Select(figure).Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
