using AuthPortal.Tests.Fixtures;
using Deque.AxeCore.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>The check of accessibility can fail.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class AxeTests(Chromium chromium)
{
    [Fact]
    public async Task A_picture_without_words_is_found()
    {
        var page = await chromium.Browser.NewPageAsync();
        await page.SetContentAsync("<html lang='en'><title>t</title><main><h1>h</h1><img src='data:,'></main></html>");
        Assert.Contains((await page.RunAxe()).Violations, v => v.Id == "image-alt");
        await page.CloseAsync();
    }
}
