using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Components.Docs;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Docs;

/// <summary>The guides as the portal shows them, without a script.</summary>
public sealed partial class DocsPageTests(DocsPortal portal) : IClassFixture<DocsPortal>
{
    public static TheoryData<string, string> Pages
    {
        get
        {
            var pages = new TheoryData<string, string>();
            foreach (var slug in GuideShelf.Names().Concat(["settings", "endpoints"]))
            {
                pages.Add("en", slug);
                pages.Add("ko", slug);
            }

            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Each_page_is_whole_and_its_links_lead_somewhere(string language, string slug)
    {
        var reader = portal.ReaderOf(language);
        var page = (await reader.GoAsync($"/docs/{slug}")).Page!;
        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.DoesNotMatch(Unfilled(), page.QuerySelector("main")!.TextContent);
        Assert.NotNull(page.QuerySelector($"nav.contents a[href='docs/{slug}'][aria-current=page]"));
        foreach (var link in page.QuerySelectorAll<IHtmlAnchorElement>("main a").Select(a => a.GetAttribute("href")!))
        {
            var target = new Uri(new Uri(Portal.Issuer), link);
            Assert.Equal(new Uri(Portal.Issuer).Host, target.Host);
            var there = await reader.GoAsync(target.PathAndQuery);
            Assert.Equal(HttpStatusCode.OK, there.Status);
            Assert.True(target.Fragment.Length < 2 || there.Page!.GetElementById(target.Fragment[1..]) is not null, link);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Each_program_can_be_copied_as_it_is_shown(string language, string slug)
    {
        foreach (var block in (await portal.ReaderOf(language).GoAsync($"/docs/{slug}")).Page!.QuerySelectorAll(".codeblock"))
        {
            Assert.Equal(block.QuerySelector("pre code")!.TextContent, block.QuerySelector("[data-copy]")!.GetAttribute("data-copy"));
        }
    }

    [Fact]
    public async Task Guides_speak_of_this_server()
    {
        var page = (await portal.Reader.GoAsync("/docs/mcp")).Page!;
        Assert.Contains($"?? '{Portal.Issuer}'", page.QuerySelector(".codeblock code")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(GuideReader.WrittenIssuer, page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "pkce loopback", "docs/choose-a-grant#code-with-pkce", "en")]
    [InlineData("en", "back-channel sid", "docs/log-out-everywhere#in-your-app-when-it-ended-elsewhere", "en")]
    [InlineData("en", "KEYCLOAK", "docs/migrate-from-keycloak", "en")]
    [InlineData("ko", "pkce 루프백", "docs/choose-a-grant#code-with-pkce", "ko")]
    [InlineData("ko", "백채널 sid", "docs/log-out-everywhere#in-your-app-when-it-ended-elsewhere", "ko")]
    [InlineData("ko", "KEYCLOAK", "docs/migrate-from-keycloak", "ko")]
    [InlineData("ko", "pkce loopback", "docs/choose-a-grant#code-with-pkce", "en")]
    [InlineData("en", "pkce 루프백", "docs/choose-a-grant#code-with-pkce", "ko")]
    public async Task The_search_finds_the_section_by_a_plain_form(string language, string query, string first, string written)
    {
        var reader = portal.ReaderOf(language);
        var home = await reader.GoAsync("/docs");
        var form = home.Page!.QuerySelector<IHtmlFormElement>("form[role=search]")!;
        Assert.Equal("get", form.Method);
        var found = await reader.GoAsync($"/{form.GetAttribute("action")}?q={Uri.EscapeDataString(query)}");
        var hits = found.Page!.QuerySelectorAll<IHtmlAnchorElement>(".hits a").Select(a => a.GetAttribute("href"));
        Assert.Equal(first, hits.First());
        Assert.Equal(written, found.Page!.QuerySelector(".hits")!.GetAttribute("lang"));
        Assert.NotEmpty(found.Page!.QuerySelectorAll(".hits mark"));
    }

    [Theory]
    [InlineData("no-such-word-anywhere")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    public async Task What_is_not_found_says_so_and_is_never_markup(string query)
    {
        var found = await portal.Reader.GoAsync($"/docs?q={Uri.EscapeDataString(query)}");
        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Contains("Nothing found", found.Text, StringComparison.Ordinal);
        Assert.Empty(found.Page!.QuerySelectorAll("main script, main img"));
        Assert.Equal(query, found.Page!.QuerySelector<IHtmlInputElement>("input[name=q]")!.Value);
    }

    [Fact]
    public async Task A_long_query_is_cut_and_answered()
        => Assert.Equal(HttpStatusCode.OK, (await portal.Reader.GoAsync($"/docs?q={new string('a', 4000)}")).Status);

    [Theory]
    [InlineData("nothing")]
    [InlineData("..%2f..%2fappsettings")]
    [InlineData("concepts.md")]
    [InlineData("concepts.ko")]
    public async Task An_unknown_guide_is_not_found(string slug)
        => Assert.Equal(HttpStatusCode.NotFound, (await portal.Reader.GoAsync($"/docs/{slug}")).Status);

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in_first()
    {
        using var visitor = new Fixtures.Browser(portal);
        Assert.Equal("/login", (await visitor.GoAsync("/docs/concepts")).Address.AbsolutePath);
    }

    [Fact]
    public void Markup_in_a_guide_stays_text()
    {
        var guide = GuideReader.Read("x", "# A <b>b</b>\n\nOne <script>alert(1)</script> two", "https://a.test");
        Assert.Contains("&lt;script&gt;", Assert.IsType<GuidePart.Prose>(Assert.Single(guide.Parts)).Html, StringComparison.Ordinal);
    }

    /// <summary>The name of a text that has none.</summary>
    [GeneratedRegex("(Setting_|Endpoint_)\\w+", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Unfilled();
}

/// <summary>A portal with somebody who reads.</summary>
public sealed class DocsPortal : Portal, IAsyncLifetime
{
    public Fixtures.Browser Reader { get; private set; } = null!;

    private Fixtures.Browser Korean { get; set; } = null!;

    public async Task InitializeAsync()
    {
        await this.AddUserAsync("alice");
        Reader = await ReadsAsync("en");
        Korean = await ReadsAsync("ko");
    }

    public Fixtures.Browser ReaderOf(string language) => language == "ko" ? Korean : Reader;

    private async Task<Fixtures.Browser> ReadsAsync(string language)
    {
        var browser = new Fixtures.Browser(this);
        browser.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        await browser.HasSignedInAsync("alice");
        return browser;
    }

    Task IAsyncLifetime.DisposeAsync()
    {
        Reader.Dispose();
        Korean.Dispose();
        return DisposeAsync().AsTask();
    }
}
