using System.Globalization;

namespace AuthPortal.Components.Developer;

/// <summary>Counts of one thing over time.</summary>
/// <param name="Name">As the legend says it.</param>
/// <param name="Tint">A class of the chart's colours.</param>
/// <param name="Values">One a span, oldest first.</param>
/// <param name="IsArea">A line with an area under it; else bars, which stand on one another.</param>
public sealed record UsageSeries(string Name, string Tint, IReadOnlyList<long> Values, bool IsArea = false);

/// <summary>Where the shapes of a chart are.</summary>
/// <param name="Top">What its highest line stands for, a round number; zero when there is nothing to draw.</param>
/// <param name="Step">How wide a span is.</param>
/// <param name="Area">What lies under the line; null without one.</param>
/// <param name="Line">The line.</param>
/// <param name="Bars">The bars.</param>
internal sealed record UsageDrawing(
    long Top,
    double Step,
    string? Area,
    string? Line,
    IReadOnlyList<UsageBar> Bars)
{
    public const int Width = 900;
    public const int Height = 160;

    /// <summary>The lines of the highest value, of half of it, and of nothing.</summary>
    public const string Grid = "M0 8H900M0 84H900M0 160H900";

    private const double Above = 8;
    private const double LeastBar = 3;

    private static readonly int[] Round = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

    public static readonly UsageDrawing Empty = new(0, Width, null, null, []);

    public static UsageDrawing Of(IReadOnlyList<UsageSeries> series, int spans)
    {
        var bars = series.Where(s => !s.IsArea).ToList();
        var area = series.FirstOrDefault(s => s.IsArea);
        var most = Enumerable.Range(0, spans)
            .Select(i => Math.Max(bars.Sum(s => s.Values[i]), area?.Values[i] ?? 0)).DefaultIfEmpty().Max();
        if (most == 0)
        {
            return Empty;
        }

        var (step, top) = ((double)Width / spans, RoundedUp(most));
        double HeightOf(long count) => (Height - Above) * count / top;
        var line = area is null
            ? null
            : string.Join('L', area.Values.Select((count, i) => Point(step * (i + 0.5), Height - HeightOf(count))));
        return new UsageDrawing(
            top,
            step,
            line is null ? null : $"M{Point(step / 2, Height)}L{line}L{Point(Width - (step / 2), Height)}Z",
            line is null ? null : "M" + line,
            [.. Enumerable.Range(0, spans).SelectMany(i => Stack(bars, i, step, HeightOf))]);
    }

    /// <summary>What can be read off halfway up, too.</summary>
    private static long RoundedUp(long most)
    {
        if (most <= Round[0])
        {
            return most == 1 ? 1 : most + (most % 2);
        }

        for (long ten = 1; ; ten *= 10)
        {
            if (Array.Find(Round, round => round * ten >= most) is var round and > 0)
            {
                return round * ten;
            }
        }
    }

    private static IEnumerable<UsageBar> Stack(List<UsageSeries> bars, int at, double step, Func<long, double> heightOf)
    {
        var below = 0.0;
        foreach (var series in bars.Where(s => s.Values[at] > 0))
        {
            // One refusal among ten thousand sign-ins is still to be seen.
            var height = Math.Max(LeastBar, heightOf(series.Values[at]));
            yield return new UsageBar(series.Tint, (step * at) + (step * 0.2), Height - below - height, step * 0.6, height);
            below += height;
        }
    }

    private static string Point(double x, double y)
        => string.Create(CultureInfo.InvariantCulture, $"{x:0.##} {y:0.##}");
}

/// <summary>A bar of a chart.</summary>
internal sealed record UsageBar(string Tint, double X, double Y, double Width, double Height);
