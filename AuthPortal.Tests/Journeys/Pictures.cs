using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Takes pictures of a page and looks for what can be found without eyes.</summary>
internal static class Pictures
{
    private static readonly string Folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;

    /// <summary>
    /// At 1280 and 390 px, light and dark. The page is opened once: colours follow the system and widths the window. What
    /// axe finds depends on the colours, so it looks once a theme, each time at another width.
    /// </summary>
    public static async Task TakeAsync(IPage page, string name, Func<IPage, Task> open)
    {
        var faults = Faults.Of(page);
        await open(page);
        await EveryPage.SettledAsync(page);
        await KeepAllAsync(page, name, string.Empty, async (theme, width) =>
        {
            if ((theme == ColorScheme.Light) == (width == 1280))
            {
                Assert.Equal(string.Empty, await AccessibilityAsync(page));
            }
        });
        Assert.Empty(faults);
    }

    /// <summary>The same pictures in Korean.</summary>
    public static Task KeepAllAsync(IPage page, string name, string suffix)
        => KeepAllAsync(page, name, suffix, (_, _) => Task.CompletedTask);

    public static BrowserNewContextOptions Options(string locale) => new()
    {
        Locale = locale,
        ColorScheme = ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
        ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
    };

    private static async Task KeepAllAsync(IPage page, string name, string suffix, Func<ColorScheme, int, Task> look)
    {
        foreach (var width in new[] { 1280, 390 })
        {
            // As high as the page: what is fixed at the window's edge stands at the picture's.
            await page.SetViewportSizeAsync(width, 800);
            var height = await page.EvaluateAsync<int>("() => document.documentElement.scrollHeight");
            await page.SetViewportSizeAsync(width, Math.Max(800, height));
            foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = theme });
                await KeepAsync(page, string.Create(CultureInfo.InvariantCulture, $"{name}-{width}-{theme}{suffix}"));
                await look(theme, width);
            }

            Assert.Equal(1, await page.Locator("h1").CountAsync());
            Assert.True(
                await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"),
                $"{name} is wider than {width} px.");
        }
    }

    private static async Task KeepAsync(IPage page, string name) => await page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Folder, name.ToLowerInvariant() + ".png"),
        FullPage = true,
    });

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
