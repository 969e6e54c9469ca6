using System.Globalization;
using AuthPortal.Activity;
using AuthPortal.Components.Developer;
using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>An app's charts tell exact numbers: to who points at them, and to who can't see them.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class UsageChartTests(Chromium chromium) : IAsyncLifetime
{
    private readonly Scenery _scenery = new();

    public Task InitializeAsync() => _scenery.InitializeAsync();

    public Task DisposeAsync() => _scenery.DisposeAsync();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(10, 5)]
    [InlineData(137, 50)]
    [InlineData(4_000_001, 2_000_000)]
    [InlineData(long.MaxValue / 2, int.MaxValue)]
    public void The_scale_goes_by_round_numbers(long most, int step) => Assert.Equal(step, UsageChart.Step(most));

    [Fact]
    public async Task A_point_says_its_day_and_its_exact_number()
    {
        var yesterday = await YesterdayAsync();
        await using var context = await _scenery.OpenAsync(chromium, "alice");
        var page = await context.NewPageAsync();
        await page.GotoAsync("/developer/apps/" + Scenery.Notes);
        var chart = page.Locator("section.chart", new() { Has = page.Locator("#chart-use") });

        await chart.Locator("svg circle").Nth(28).HoverAsync();

        await Assertions.Expect(chart.Locator(".mud-charts-tooltip")).ToContainTextAsync(
            $"{yesterday.Start.UtcDateTime.ToString("MMM d", CultureInfo.GetCultureInfo("en-US"))}: Sign-ins {yesterday.SignIns}");
        var bar = page.Locator("section.chart", new() { Has = page.Locator("#chart-tokens") }).Locator("path.mud-chart-bar").First;

        // A bar is a thick line: without width for the browser, though not for who looks at it.
        await bar.EvaluateAsync("bar => bar.scrollIntoView({ block: 'center' })");
        var middle = await bar.EvaluateAsync<float[]>("bar => { const r = bar.getBoundingClientRect(); return [r.x, r.y + r.height / 2]; }");
        await page.Mouse.MoveAsync(middle[0], middle[1]);
        await Assertions.Expect(page.Locator(".mud-charts-tooltip").Filter(new() { HasText = "_token " })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_same_numbers_stand_in_a_table_before_any_script_runs()
    {
        var yesterday = await YesterdayAsync();
        await using var context = await _scenery.OpenAsync(chromium, "alice");
        var page = await context.NewPageAsync();
        await page.RouteAsync("**/*.js", route => route.AbortAsync());
        await page.GotoAsync("/developer/apps/" + Scenery.Notes);
        var chart = page.Locator("section.chart", new() { Has = page.Locator("#chart-use") });

        await chart.Locator("summary").ClickAsync();

        var row = chart.Locator("tbody tr").Nth(1);
        await Assertions.Expect(row.Locator("td").First).ToHaveTextAsync(yesterday.SignIns.ToString(CultureInfo.InvariantCulture));
        await Assertions.Expect(row.Locator("td").Last).ToHaveTextAsync(yesterday.AllErrors.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<UsageSpan> YesterdayAsync()
    {
        await using var scope = _scenery.Portal.Services.CreateAsyncScope();
        var usage = await scope.ServiceProvider.GetRequiredService<UsageReader>().ByDayAsync(Scenery.Notes, 30, CancellationToken.None);
        Assert.True(usage.Spans[^2].SignIns is > 0 and < 1000, $"{usage.Spans[^2].SignIns} sign-ins");
        return usage.Spans[^2];
    }
}
