using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using MudBlazor.Charts;

namespace AuthPortal.Components.Developer;

/// <summary>Counts over time: as lines, or as bars that stand on one another.</summary>
public sealed partial class UsageChart
{
    private const string Height = "208px";
    private const int MostLines = 4;

    private List<ChartSeries<double>> _series = [];
    private string[] _labels = [];
    private IAxisChartOptions _options = new LineChartOptions();
    private long _most;

    [Parameter, EditorRequired]
    public string Id { get; set; } = default!;

    [Parameter, EditorRequired]
    public string Title { get; set; } = default!;

    /// <summary>One a span, oldest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Labels { get; set; } = default!;

    [Parameter, EditorRequired]
    public IReadOnlyList<UsageSeries> Series { get; set; } = default!;

    private string Summary
        => $"{Title}: {string.Join(", ", Series.Select(s => $"{s.Name} {Number(s.Values.Sum())}"))}";

    /// <summary>How far the lines of the scale are apart: a round number, so that a count can be read off.</summary>
    internal static int Step(long most)
    {
        for (long ten = 1; ; ten *= 10)
        {
            foreach (var round in (ReadOnlySpan<long>)[1, 2, 5])
            {
                if (round * ten * MostLines >= most)
                {
                    return (int)Math.Min(int.MaxValue, round * ten);
                }
            }
        }
    }

    protected override void OnParametersSet()
    {
        var lines = Series[0].IsLine;
        _most = Enumerable.Range(0, Labels.Count)
            .Select(i => lines ? Series.Max(s => s.Values[i]) : Series.Sum(s => s.Values[i])).DefaultIfEmpty().Max();
        _labels = [.. Labels];
        _series =
        [
            .. Series.Select(s => new ChartSeries<double>([.. s.Values.Select(v => (double)v)])
            {
                Name = s.Name,
                TooltipTitleFormat = "{{X_VALUE}}: {{SERIES_NAME}} {{Y_VALUE}}",
                TooltipYValueFormat = "N0",
            }),
        ];
        _options = lines
            ? new LineChartOptions { LineDisplayType = LineDisplayType.Area, LineStrokeWidth = 2, YAxisRequireZeroPoint = true }
            : new StackedBarChartOptions { BarWidthRatio = 0.6, ShowZeroValues = false };
        _options.ShowLegend = false;
        _options.YAxisTicks = Step(_most);
        _options.YAxisFormat = "N0";
        _options.ChartPalette = [.. Series.Select(s => $"var(--{s.Tint})")];
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.CurrentCulture);
}

/// <summary>Counts of one thing over time.</summary>
/// <param name="Name">As the legend says it.</param>
/// <param name="Tint">A colour of the theme.</param>
/// <param name="Values">One a span, oldest first.</param>
/// <param name="IsLine">A line with an area under it; else bars.</param>
public sealed record UsageSeries(string Name, string Tint, IReadOnlyList<long> Values, bool IsLine = false);
