using System.Globalization;
using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>
/// Each page at 1280 and 390 px, light and dark: nothing sticks out, it has one heading, and a picture of it lies in
/// the folder <c>screenshots</c> of the output to be looked at.
/// </summary>
[Collection(ChromiumCollection.Name)]
public sealed class PictureTests(Chromium chromium, Scenery scenery) : IClassFixture<Scenery>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "screenshots");

    public static TheoryData<string> Pages => [.. EveryPage.All.Keys];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Fits_narrow_and_wide_in_both_themes(string name)
    {
        Directory.CreateDirectory(Folder);
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { 1280, 390 })
            {
                await PictureAsync(name, theme, width);
            }
        }
    }

    private async Task PictureAsync(string name, ColorScheme theme, int width)
    {
        var seen = EveryPage.All[name];
        await using var context = await scenery.OpenAsync(chromium, seen.UserName, new BrowserNewContextOptions
        {
            ColorScheme = theme,
            ViewportSize = new ViewportSize { Width = width, Height = width == 390 ? 844 : 800 },
        });
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        page.Console += (_, message) => faults.AddRange(
            message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                ? [message.Text]
                : []);
        page.PageError += (_, error) => faults.Add(error);
        await seen.Open(page);
        await EveryPage.SettledAsync(page);
        var file = string.Create(CultureInfo.InvariantCulture, $"{name}-{width}-{theme.ToString().ToLowerInvariant()}.png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, file), FullPage = true });
        Assert.Empty(faults);
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        Assert.True(
            await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"),
            $"{file} is wider than the window.");
    }
}
