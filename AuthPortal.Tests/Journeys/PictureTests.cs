using System.Globalization;
using AuthPortal.Tests.Fixtures;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>
/// Each page at 1280 and 390 px, light and dark: nothing sticks out, axe has nothing against it, and a picture of it
/// lies in the folder <c>screenshots</c> of the output to be looked at.
/// </summary>
[Collection(ChromiumCollection.Name)]
public sealed class PictureTests(Chromium chromium, Scenery scenery) : IClassFixture<Scenery>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "screenshots");

    public static TheoryData<string> Pages => [.. EveryPage.All.Keys];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Fits_and_is_accessible_narrow_and_wide_in_both_themes(string name)
    {
        Directory.CreateDirectory(Folder);
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await PicturesAsync(name, theme);
        }
    }

    private async Task PicturesAsync(string name, ColorScheme theme)
    {
        var seen = EveryPage.All[name];
        await using var context = await scenery.OpenAsync(chromium, seen.UserName, new BrowserNewContextOptions
        {
            ColorScheme = theme,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        });
        var page = await context.NewPageAsync();
        var faults = Faults.Of(page);
        await seen.Open(page);
        await EveryPage.SettledAsync(page);
        foreach (var width in new[] { 1280, 390 })
        {
            await page.SetViewportSizeAsync(width, 800);
            var file = string.Create(CultureInfo.InvariantCulture, $"{name}-{width}-{theme}.png").ToLowerInvariant();
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, file), FullPage = true });
            Assert.Equal(1, await page.Locator("h1").CountAsync());
            Assert.True(
                await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"),
                $"{file} is wider than the window.");
            Assert.Equal(string.Empty, await AccessibilityAsync(page));
        }

        Assert.Empty(faults);
    }

    private static async Task<string> AccessibilityAsync(IPage page)
    {
        var found = await page.RunAxe();
        Assert.NotEmpty(found.Passes);
        return string.Join(
            Environment.NewLine,
            found.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Html} {string.Join("; ", n.Any.Select(a => a.Message))}")));
    }
}
