using Microsoft.Playwright;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// One Chromium for all that needs it: the one that is installed, else Playwright's own, else Debian's through apt
/// when root runs the tests. Without any, the test fails with the command that brings one.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
    ];

    /// <summary>The one without windows first: it takes half the time.</summary>
    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/usr/bin/google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>In milliseconds, for what is expected of a page on a machine that has other things to do.</summary>
    private const float Patience = 20_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not been started.");

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = await FindAsync(_playwright),
            Args = Arguments,
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    private static async Task<string> FindAsync(IPlaywright playwright)
    {
        var own = playwright.Chromium.ExecutablePath;
        if (Present(own) is { } found)
        {
            return found;
        }

        // Playwright's installer ends with its exit code and throws when its host can't be reached.
        if (await Task.Run(() => Microsoft.Playwright.Program.Main(["install", "chromium"])) == 0 && File.Exists(own))
        {
            return own;
        }

        await Debian.TryInstallAsync("chromium-headless-shell fonts-noto-cjk");
        if (Present(own) is null)
        {
            await Debian.TryInstallAsync("chromium fonts-noto-cjk");
        }

        return Present(own) ?? throw new InvalidOperationException(
            "These tests need Chromium. Install it with: sudo apt-get install -y chromium fonts-noto-cjk");
    }

    private static string? Present(string own) => Array.Find([.. Places, own], File.Exists);
}

/// <summary>Tests that share the one browser; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumCollection : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
