using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Journeys;

/// <summary>
/// Each page at 1280 and 390 px, light and dark: nothing sticks out, axe has nothing against it, and a picture of it
/// lies in the folder <c>screenshots</c> of the output to be looked at.
/// </summary>
[Collection(ChromiumCollection.Name)]
public sealed class PictureTests(Chromium chromium, Scenery scenery) : IClassFixture<Scenery>
{
    public static TheoryData<string> Pages => [.. EveryPage.All.Keys];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Fits_and_is_accessible_narrow_and_wide_in_both_themes(string name)
    {
        var seen = EveryPage.All[name];
        await Pictures.TakeAsync(
            name,
            options => scenery.OpenAsync(chromium, seen.UserName, options),
            seen.Open);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Fits_narrow_in_Korean(string name)
    {
        var seen = EveryPage.All[name];
        await using var context = await scenery.OpenAsync(chromium, seen.UserName, Pictures.Options("ko-KR", 390));
        var page = await context.NewPageAsync();
        await seen.Open(page);
        await EveryPage.SettledAsync(page);
        Assert.Equal("ko", await page.GetAttributeAsync("html", "lang"));
        await Pictures.KeepAsync(page, name + "-390-korean");
    }
}
