using System.Text.RegularExpressions;
using AuthPortal.Components.Developer;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Developer;

/// <summary>What a chart draws of its counts.</summary>
public sealed partial class UsageDrawingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(10, 10)]
    [InlineData(11, 12)]
    [InlineData(137, 150)]
    [InlineData(801, 1000)]
    [InlineData(4_000_001, 5_000_000)]
    public void Its_highest_line_is_the_next_round_number(long most, long top)
        => Assert.Equal(top, UsageDrawing.Of([new UsageSeries("a", "accent", [0, most])], 2).Top);

    [Fact]
    public void Bars_stand_on_one_another_and_one_among_thousands_is_seen()
    {
        var drawing = UsageDrawing.Of(
            [new UsageSeries("a", "one", [1000]), new UsageSeries("b", "two", [1]), new UsageSeries("c", "three", [0])], 1);
        Assert.Equal(["one", "two"], drawing.Bars.Select(bar => bar.Tint));
        Assert.Equal(drawing.Bars[0].Y, drawing.Bars[1].Y + drawing.Bars[1].Height, 6);
        Assert.True(drawing.Bars[1].Height >= 3);
        Assert.All(drawing.Bars, bar => Assert.True(bar.Y >= 0));
    }

    /// <summary>The layout hides parts of its own on wide windows; what has the same name is hidden with them.</summary>
    [Fact]
    public void The_layout_hides_nothing_of_a_chart()
    {
        var hidden = Hidden().Matches(Repository.Text("AuthPortal", "wwwroot", "layout.css"))
            .SelectMany(rule => Name().Matches(rule.Groups["selectors"].Value).Select(match => match.Groups["name"].Value)).ToList();
        Assert.Contains("bar", hidden);
        var chart = Class().Matches(Repository.Text("AuthPortal", "Components", "Developer", "UsageChart.razor"))
            .SelectMany(match => match.Groups["names"].Value.Split(' ')).ToList();
        Assert.Contains("column", chart);
        Assert.Empty(chart.Intersect(hidden, StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_drawn_of_nothing()
        => Assert.Same(UsageDrawing.Empty, UsageDrawing.Of([new UsageSeries("a", "one", [0, 0])], 2));

    [GeneratedRegex("(?<selectors>[^{}]+)\\{[^{}]*display: none", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Hidden();

    [GeneratedRegex("\\.(?<name>[a-z][a-z0-9-]*)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Name();

    [GeneratedRegex("class=\"(?<names>[^\"]*)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Class();
}
