using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Journeys;

/// <summary>
/// Each page at 1280 and 390 px, light and dark, in both languages: nothing sticks out, axe has nothing against it, and
/// a picture of it lies in the folder <c>screenshots</c> of the output to be looked at.
/// </summary>
[Collection(ChromiumCollection.Name)]
public sealed class PictureTests(Chromium chromium, Scenery scenery) : IClassFixture<Scenery>
{
    public static TheoryData<string> Pages => [.. EveryPage.All.Keys];

    /// <summary>Both at once: most of the time a page is waited for.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public Task Fits_and_is_accessible_narrow_and_wide_in_both_themes_and_languages(string name)
        => Task.WhenAll(InEnglishAsync(name), InKoreanAsync(name));

    private async Task InEnglishAsync(string name)
    {
        var seen = EveryPage.All[name];
        var page = await scenery.PageAsync(chromium, seen.UserName, "en-US");
        await Pictures.TakeAsync(page, name, opened => seen.Open(opened, scenery));
        await page.CloseAsync();
    }

    private async Task InKoreanAsync(string name)
    {
        var seen = EveryPage.All[name];
        var page = await scenery.PageAsync(chromium, seen.UserName, "ko-KR");
        await seen.Open(page, scenery);
        await EveryPage.SettledAsync(page);
        Assert.Equal("ko", await page.GetAttributeAsync("html", "lang"));
        await Pictures.KeepAllAsync(page, name, "-korean");
        await page.CloseAsync();
    }
}
