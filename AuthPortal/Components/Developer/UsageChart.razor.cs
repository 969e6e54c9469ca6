using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Developer;

/// <summary>Draws counts as plain SVG in the theme's colours.</summary>
public sealed partial class UsageChart
{
    private UsageDrawing _drawing = UsageDrawing.Empty;
    private bool _table;

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

    protected override void OnParametersSet() => _drawing = UsageDrawing.Of(Series, Labels.Count);

    private string Exact(int at)
        => $"{Labels[at]}: {string.Join(", ", Series.Select(s => $"{s.Name} {Number(s.Values[at])}"))}";

    private static string Number(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    private static string Of(double length) => length.ToString("0.##", CultureInfo.InvariantCulture);
}
