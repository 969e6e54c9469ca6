using AuthPortal.Accounts;

namespace AuthPortal.Tests.Me;

/// <summary>Browsers and systems as people call them.</summary>
public sealed class DeviceNameTests
{
    private const string WebKit = "AppleWebKit/537.36 (KHTML, like Gecko)";

    [Theory]
    [InlineData("(Macintosh; Intel Mac OS X 10_15_7) " + WebKit + " Chrome/140.0.0.0 Safari/537.36", "Chrome", "macOS")]
    [InlineData("(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15", "Safari", "macOS")]
    [InlineData("(Windows NT 10.0; Win64; x64) " + WebKit + " Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge", "Windows")]
    [InlineData("(Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Windows")]
    [InlineData("(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux")]
    [InlineData("(X11; CrOS x86_64 14541.0.0) " + WebKit + " Chrome/140.0.0.0 Safari/537.36", "Chrome", "ChromeOS")]
    [InlineData("(iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari", "iPhone")]
    [InlineData("(iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile/15E148 Safari/604.1", "Chrome", "iPhone")]
    [InlineData("(iPad; CPU OS 18_0 like Mac OS X) FxiOS/140.0 Mobile/15E148 Safari/605.1.15", "Firefox", "iPad")]
    [InlineData("(Linux; Android 15) " + WebKit + " Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome", "Android")]
    [InlineData("(Linux; Android 15) " + WebKit + " SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36", "Samsung Internet", "Android")]
    [InlineData("(Windows NT 10.0) " + WebKit + " Whale/4.0 Chrome/140.0 Safari/537.36", "Whale", "Windows")]
    [InlineData("curl/8.5.0", "curl", null)]
    [InlineData("<script>alert(1)</script>", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void A_user_agent_reads_as_a_browser_and_a_system(string? userAgent, string? browser, string? system)
        => Assert.Equal(new DeviceName(browser, system), DeviceName.Of(userAgent));
}
