using System.Globalization;

namespace AuthPortal.Hosting.Bench;

/// <summary>
/// Of a step with many runs: what the server held after each, and whether it grew from the first third to the last. A
/// server that has run for ten minutes should look as it will after ten days.
/// </summary>
internal static class Steadiness
{
    /// <summary>Fewer runs say nothing of a trend.</summary>
    private const int Least = 6;

    /// <summary>A collection of memory more or less, and a machine that has other things to do.</summary>
    private const double Slack = 0.1;
    private const double SlackOfTime = 0.25;

    /// <summary>A line a run and one that judges them; none when the runs are few.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<RunFigures> runs)
    {
        if (runs.Count < Least)
        {
            return [];
        }

        return
        [
            .. runs.Select((run, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"  run {i + 1,3}{run.PerSecond,10:F0}/s   p99 {run.P99:F2} ms   {run.MiB:F0} MiB   {run.OpenFiles} open files")),
            $"  memory {Verdict(runs, run => run.MiB, Slack)}; open files {Verdict(runs, run => run.OpenFiles, Slack)}; "
                + $"p99 {Verdict(runs, run => run.P99, SlackOfTime)}",
        ];
    }

    private static string Verdict(IReadOnlyList<RunFigures> runs, Func<RunFigures, double> figure, double slack)
    {
        var third = runs.Count / 3;
        var (early, late) = (Middle(runs.Take(third).Select(figure)), Middle(runs.TakeLast(third).Select(figure)));
        return late <= early * (1 + slack)
            ? "is flat"
            : string.Create(CultureInfo.InvariantCulture, $"GROWS from {early:F2} to {late:F2}");
    }

    private static double Middle(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
