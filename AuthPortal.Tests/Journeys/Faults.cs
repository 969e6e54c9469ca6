using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>What a page complains about in the console: failed scripts and what the content security policy held back.</summary>
internal static class Faults
{
    /// <summary>Grows as the page is used. That an address answered with an error status is not a fault of the page.</summary>
    public static IReadOnlyList<string> Of(IPage page)
    {
        var faults = new List<string>();
        page.PageError += (_, error) => faults.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                faults.Add(message.Text);
            }
        };
        return faults;
    }
}
