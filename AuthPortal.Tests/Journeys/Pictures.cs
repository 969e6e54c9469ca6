using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Takes pictures of a page and looks for what can be found without eyes.</summary>
internal static class Pictures
{
    private static readonly string Folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;

    /// <summary>At 1280 and 390 px, light and dark, with what axe says of it.</summary>
    public static async Task TakeAsync(
        string name,
        Func<BrowserNewContextOptions, Task<IBrowserContext>> window,
        Func<IPage, Task> open)
    {
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var options = Options("en-US", 1280);
            options.ColorScheme = theme;
            await using var context = await window(options);
            var page = await context.NewPageAsync();
            var faults = Faults.Of(page);
            await open(page);
            await EveryPage.SettledAsync(page);
            foreach (var width in new[] { 1280, 390 })
            {
                await page.SetViewportSizeAsync(width, 800);
                await KeepAsync(page, string.Create(CultureInfo.InvariantCulture, $"{name}-{width}-{theme}"));
                Assert.Equal(string.Empty, await AccessibilityAsync(page));
            }

            Assert.Empty(faults);
        }
    }

    public static BrowserNewContextOptions Options(string locale, int width) => new()
    {
        Locale = locale,
        ReducedMotion = ReducedMotion.Reduce,
        ViewportSize = new ViewportSize { Width = width, Height = 800 },
    };

    /// <summary>Writes the picture; the page has one heading and nothing sticks out.</summary>
    public static async Task KeepAsync(IPage page, string name)
    {
        var path = Path.Combine(Folder, name.ToLowerInvariant() + ".png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        Assert.True(
            await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"),
            $"{name} is wider than the window.");
    }

    private static async Task<string> AccessibilityAsync(IPage page)
    {
        var found = await page.RunAxe();
        Assert.NotEmpty(found.Passes);
        return string.Join(
            Environment.NewLine,
            found.Violations.SelectMany(v => v.Nodes.Select(
                n => $"{v.Id}: {n.Html} {string.Join("; ", n.Any.Select(a => a.Message))}")));
    }
}
