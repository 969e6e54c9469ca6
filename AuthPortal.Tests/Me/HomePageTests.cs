using System.Net;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Me;

/// <summary>The first page and the connected apps, over HTTP as a browser gets them first.</summary>
public sealed class HomePageTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task A_visitor_is_told_what_this_is_and_how_to_come_in()
    {
        using var browser = new Browser(portal);
        var visit = await browser.GoAsync("/");
        Assert.Equal(HttpStatusCode.OK, visit.Status);
        Assert.NotNull(visit.Page!.QuerySelector("main a[href='login']"));
        Assert.NotNull(visit.Page.QuerySelector("main a[href='signup']"));
        Assert.Empty(visit.Page.QuerySelectorAll("script[src*='blazor']"));
    }

    [Fact]
    public async Task A_person_is_greeted_by_name()
    {
        await portal.AddUserAsync("greta");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("greta");
        var visit = await browser.GoAsync("/");
        Assert.Equal("Hello, greta", visit.Page!.QuerySelector("h1")!.TextContent);
        Assert.Contains("No app uses your account yet.", visit.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/apps")]
    [InlineData("/apps/anything")]
    public async Task Who_is_not_signed_in_signs_in_first(string address)
    {
        using var browser = new Browser(portal);
        Assert.Equal("/login", (await browser.GoAsync(address)).Address.AbsolutePath);
    }

    [Fact]
    public async Task An_app_that_was_never_allowed_is_not_found_whether_it_exists_or_not()
    {
        await portal.AddUserAsync("nora");
        await portal.AddClientAsync("exists", new ClientMetadata { ClientName = "Secret project" });
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("nora");
        foreach (var id in new[] { "exists", "unknown", "%3Cscript%3E" })
        {
            var visit = await browser.GoAsync("/apps/" + id);
            Assert.Equal(HttpStatusCode.NotFound, visit.Status);
            Assert.Contains("There is nothing here", visit.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Secret project", visit.Text, StringComparison.Ordinal);
        }
    }
}
