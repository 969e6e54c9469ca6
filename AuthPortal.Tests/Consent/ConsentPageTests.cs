using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Consent.ConsentPortal;

namespace AuthPortal.Tests.Consent;

/// <summary>What the consent page says, takes and refuses, over HTTP and without JavaScript.</summary>
public sealed class ConsentPageTests(ConsentPortal portal) : IClassFixture<ConsentPortal>
{
    [Fact]
    public async Task It_says_who_asks_as_whom_for_what_and_where_the_answer_goes()
    {
        using var person = await portal.NewPersonAsync();
        var visit = await person.Browser.GoAsync(Address());
        Assert.Equal(HttpStatusCode.OK, visit.Status);
        Assert.Equal("/consent", visit.Address.AbsolutePath);
        var words = visit.Page!.QuerySelector("main")!.TextContent;
        Assert.Contains("Notes wants to use your account", words, StringComparison.Ordinal);
        Assert.Contains("Not verified", words, StringComparison.Ordinal);
        Assert.Contains(person.User.Email!, words, StringComparison.Ordinal);
        Assert.Contains("See your name and picture", words, StringComparison.Ordinal);
        Assert.Contains("Read your notes", words, StringComparison.Ordinal);
        Assert.Contains("You will return to notes.example.test.", words, StringComparison.Ordinal);
        Assert.Empty(visit.Page.QuerySelectorAll("script[src*='blazor']"));
        Assert.True(visit.Response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Optional_scopes_are_checkboxes_and_required_ones_are_not()
    {
        using var person = await portal.NewPersonAsync();
        var page = (await person.Browser.GoAsync(Address())).Page!;
        var boxes = page.QuerySelectorAll<IHtmlInputElement>("input[name='scopes']");
        Assert.Equal(["notes.read", "notes.write"], boxes.Select(b => b.Value));
        Assert.All(boxes, b => Assert.True(b is { Type: "checkbox", IsChecked: true }));
        Assert.All(boxes, b => Assert.NotNull(b.Closest("label")));
        Assert.Equal(
            ["deny", "allow"],
            page.QuerySelectorAll<IHtmlButtonElement>("button[name='decision']").Select(b => b.Value));
    }

    [Fact]
    public async Task Only_https_links_of_the_app_are_shown()
    {
        using var person = await portal.NewPersonAsync();
        var page = (await person.Browser.GoAsync(Address())).Page!;
        var link = Assert.Single(page.QuerySelectorAll("a[target='_blank']"));
        Assert.Equal("https://notes.example.test/terms", link.GetAttribute("href"));
        Assert.Equal("noopener noreferrer", link.GetAttribute("rel"));
        Assert.DoesNotContain("http://notes.example.test/policy", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Loopback, "The answer goes to a program on this device (127.0.0.1:4000).")]
    [InlineData(Scheme, "You will return to an app on this device (com.example.notes).")]
    public async Task It_says_so_when_the_answer_stays_on_this_device(string redirectUri, string words)
    {
        using var person = await portal.NewPersonAsync();
        var visit = await person.Browser.GoAsync(Address(redirectUri: redirectUri));
        Assert.Contains(words, visit.Page!.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allowing_sends_a_code_for_what_was_left_ticked_and_is_remembered()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address());
        var done = await person.Browser.SubmitAsync(consent, ("decision", "allow"), ("scopes", "notes.read"));
        Assert.StartsWith(Callback + "?code=", done.LeftFor, StringComparison.Ordinal);
        var grant = await portal.GrantOfAsync(person.User);
        Assert.Equal(ScopeSet.Parse("openid profile notes.read"), ScopeSet.Parse(grant!.Scopes));
        Assert.Equal("notes.write", grant.DeniedScopes);

        var again = await person.Browser.GoAsync(Address());
        Assert.StartsWith(Callback + "?code=", again.LeftFor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_is_followed_with_GET_to_the_authorization_endpoint()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address());
        using var form = new FormUrlEncodedContent(Fields(consent, ("decision", "allow")));
        var response = await person.Browser.Http.PostAsync(consent.Address, form);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/authorize" + consent.Address.Query, response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Denying_answers_access_denied_and_allows_nothing()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address());
        var done = await person.Browser.SubmitAsync(consent, ("decision", "deny"));
        Assert.Equal("access_denied", done.Answer["error"]);
        Assert.Null(await portal.GrantOfAsync(person.User));
    }

    [Fact]
    public async Task Only_what_is_new_is_asked_loudly()
    {
        using var person = await portal.NewPersonAsync();
        await person.Browser.SubmitAsync(await person.Browser.GoAsync(Address("openid profile")), ("decision", "allow"));
        var page = (await person.Browser.GoAsync(Address("openid profile email"))).Page!;
        var words = page.QuerySelector("main")!.TextContent;
        Assert.Contains("Notes now also asks to", words, StringComparison.Ordinal);
        Assert.Contains("Already allowed", words, StringComparison.Ordinal);
        var row = Assert.Single(page.QuerySelectorAll(".tag.info"), t => t.TextContent == "New").Closest("li")!;
        Assert.Contains("See your email address", row.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("email")]
    [InlineData("admin")]
    [InlineData("notes.read admin email")]
    public async Task A_scope_that_was_not_asked_for_cannot_be_added(string scopes)
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address("openid profile notes.read"));
        await person.Browser.SubmitAsync(consent, ("decision", "allow"), ("scopes", scopes));
        var grant = await portal.GrantOfAsync(person.User);
        Assert.Equal(ScopeSet.Parse("openid profile"), ScopeSet.Parse(grant!.Scopes));
    }

    [Fact]
    public async Task A_required_scope_cannot_be_left_out()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address("openid profile email"));
        await person.Browser.SubmitAsync(consent, ("decision", "allow"), ("scopes", "openid"));
        Assert.True(ScopeSet.Parse((await portal.GrantOfAsync(person.User))!.Scopes)
            .Equals(ScopeSet.Parse("openid profile email")));
    }

    [Theory]
    [InlineData("decision", "maybe")]
    [InlineData("decision", "")]
    public async Task Neither_allow_nor_deny_decides_nothing(string name, string value)
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address());
        var again = await person.Browser.SubmitAsync(consent, (name, value));
        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        Assert.Contains("Choose Allow or Deny.", again.Text, StringComparison.Ordinal);
        Assert.Equal(ConsentDecision.None, await DecisionAsync(consent));
    }

    [Fact]
    public async Task Without_the_antiforgery_token_nothing_is_decided()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address());
        var refused = await person.Browser.SubmitAsync(
            consent, ("decision", "allow"), ("__RequestVerificationToken", "forged"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        using var bare = new FormUrlEncodedContent([KeyValuePair.Create("decision", "allow")]);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await person.Browser.Http.PostAsync(consent.Address, bare)).StatusCode);
        Assert.Equal(ConsentDecision.None, await DecisionAsync(consent));
        Assert.Null(await portal.GrantOfAsync(person.User));
    }

    [Fact]
    public async Task Another_browsers_request_reads_as_an_ended_one()
    {
        using var person = await portal.NewPersonAsync();
        using var other = await portal.NewPersonAsync();
        var theirs = await person.Browser.GoAsync(Address());
        var own = await other.Browser.GoAsync(Address());
        var seen = await other.Browser.GoAsync(theirs.Address.PathAndQuery);
        AssertTellsNothing(seen);

        using var form = new FormUrlEncodedContent(Fields(own, ("decision", "allow")));
        var posted = await other.Browser.Http.PostAsync(theirs.Address, form);
        Assert.Equal(HttpStatusCode.BadRequest, posted.StatusCode);
        Assert.Equal(ConsentDecision.None, await DecisionAsync(theirs));
    }

    [Theory]
    [InlineData("/consent")]
    [InlineData("/consent?interaction=")]
    [InlineData("/consent?interaction=unknown")]
    [InlineData("/consent?interaction=%3Cscript%3Ealert(1)%3C/script%3E")]
    public async Task An_unknown_request_is_a_friendly_refusal(string address)
    {
        using var person = await portal.NewPersonAsync();
        AssertTellsNothing(await person.Browser.GoAsync(address));
        using var nobody = new Browser(portal);
        AssertTellsNothing(await nobody.GoAsync(address));
    }

    [Fact]
    public async Task Who_is_not_signed_in_signs_in_first()
    {
        using var browser = new Browser(portal);
        var login = await browser.GoAsync(Address());
        Assert.Equal("/login", login.Address.AbsolutePath);
        var response = await browser.Http.GetAsync("/consent" + login.Address.Query);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/login" + login.Address.Query, response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task It_speaks_Korean()
    {
        using var person = await portal.NewPersonAsync();
        person.Browser.Http.DefaultRequestHeaders.Add("Accept-Language", "ko");
        var visit = await person.Browser.GoAsync(Address());
        var words = visit.Page!.QuerySelector("main")!.TextContent;
        Assert.Contains("Notes에서 내 계정을 사용하려고 합니다", words, StringComparison.Ordinal);
        Assert.Contains("이름과 사진 보기", words, StringComparison.Ordinal);
        Assert.Equal("ko", visit.Page.DocumentElement.GetAttribute("lang"));
    }

    private static void AssertTellsNothing(Visit visit)
    {
        Assert.Equal(HttpStatusCode.BadRequest, visit.Status);
        Assert.Contains("This request has ended", visit.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Notes", visit.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", visit.Text, StringComparison.Ordinal);
        Assert.Empty(visit.Page!.QuerySelectorAll("[name='decision']"));
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(
        Visit visit,
        params (string Name, string Value)[] filled)
        => visit.Page!.QuerySelectorAll<IHtmlInputElement>("main form input[type='hidden']")
            .Select(i => KeyValuePair.Create(i.Name!, i.Value))
            .Concat(filled.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private Task<ConsentDecision> DecisionAsync(Visit consent)
    {
        var id = consent.Address.Query.Split('=')[1];
        return portal.ReadAsync(db => db.Interactions.Where(i => i.Id == id).Select(i => i.Decision).SingleAsync());
    }
}
