using System.Net;
using System.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Hosting;

/// <summary>The demo app goes the whole way of an app, over a socket and without JavaScript.</summary>
public sealed class DemoAppTests : IDisposable
{
    private readonly DemoPortal _portal = new();
    private readonly Browser _browser;

    public DemoAppTests() => _browser = new Browser(_portal);

    public void Dispose()
    {
        _browser.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task A_person_signs_in_refreshes_asks_and_signs_out()
    {
        var home = await SignInAsync();
        Assert.Equal("/demo", home.Address.PathAndQuery);
        Assert.Contains("Hello, Alice Kim", home.Text, StringComparison.Ordinal);
        Assert.Contains("Read your notes", home.Text, StringComparison.Ordinal);
        Assert.NotNull(home.Page!.QuerySelector("time"));

        var refreshed = await PressAsync(home, "demo/refresh");
        Assert.Contains("New tokens came", refreshed.Text, StringComparison.Ordinal);
        Assert.Equal(1, await _portal.ReadAsync(db => db.RefreshTokens.CountAsync(t => t.ConsumedAt == null)));

        var told = await PressAsync(refreshed, "demo/userinfo");
        Assert.Contains("alice@example.test", told.Text, StringComparison.Ordinal);

        var gone = await PressAsync(told, "demo/sign-out");
        Assert.Equal("/demo", gone.Address.AbsolutePath);
        Assert.NotNull(gone.Page!.QuerySelector("form[action='demo/sign-in']"));
        Assert.Equal("/login", (await _browser.GoAsync("/apps")).Address.AbsolutePath);
    }

    [Fact]
    public async Task A_revoked_app_is_told_so_when_it_refreshes()
    {
        var home = await SignInAsync();
        await _portal.WriteAsync(db => db.Grants.ExecuteDeleteAsync());
        var refused = await PressAsync(home, "demo/refresh");
        Assert.Contains("invalid_grant", refused.Text, StringComparison.Ordinal);
        Assert.Contains("sign in again", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_denies_is_told_that_the_app_knows_nothing()
    {
        var denied = await SignInAsync("deny");
        Assert.Contains("did not allow", denied.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello", denied.Text, StringComparison.Ordinal);
        Assert.Equal(0, await _portal.ReadAsync(db => db.AuthorizationCodes.CountAsync()));
    }

    [Theory]
    [InlineData("?code=guessed&state=guessed")]
    [InlineData("?code=guessed")]
    [InlineData("")]
    public async Task An_answer_that_this_browser_did_not_ask_for_signs_nobody_in(string query)
    {
        var page = await _browser.GoAsync($"/demo/callback{query}");
        Assert.Contains("belongs to no sign-in", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Page!.QuerySelector("form[action='demo/sign-in']"));
    }

    [Fact]
    public async Task The_answer_of_another_server_signs_nobody_in()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(_portal.Root),
        };
        var page = await new HtmlParser().ParseDocumentAsync(await http.GetStringAsync("/demo"));
        using var form = new FormUrlEncodedContent([new(
            "__RequestVerificationToken",
            page.QuerySelector<IHtmlInputElement>("form[action='demo/sign-in'] input")!.Value)]);
        using var asked = await http.PostAsync(new Uri("/demo/sign-in", UriKind.Relative), form);
        var state = HttpUtility.ParseQueryString(asked.Headers.Location!.Query)["state"];
        using var returned = await http.GetAsync(new Uri(
            $"/demo/callback?code=x&state={state}&iss=https%3A%2F%2Fevil.example.test", UriKind.Relative));
        var answer = await http.GetStringAsync(returned.Headers.Location);
        Assert.Contains("belongs to no sign-in", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/demo/sign-in")]
    [InlineData("/demo/refresh")]
    [InlineData("/demo/userinfo")]
    [InlineData("/demo/sign-out")]
    public async Task A_button_needs_the_page_that_it_stands_on(string address)
    {
        using var answer = await _browser.Http.PostAsync(
            new Uri(address, UriKind.Relative), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task It_speaks_Korean_to_who_reads_it()
    {
        _browser.Http.DefaultRequestHeaders.Add("Accept-Language", "ko");
        var page = (await _browser.GoAsync("/demo")).Page!;
        Assert.Contains("데모 앱", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_Development_there_is_no_such_page()
    {
        await using var production = new Portal();
        using var browser = new Browser(production);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoAsync("/demo")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoAsync("/demo/callback?code=x")).Status);
    }

    [Fact]
    public async Task Without_its_client_there_is_no_such_page()
    {
        await _portal.WriteAsync(db => db.Clients.ExecuteDeleteAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await _browser.GoAsync("/demo")).Status);
    }

    private Task<Visit> PressAsync(Visit visit, string action)
        => _browser.SubmitAsync(visit, visit.Page!.QuerySelector<IHtmlFormElement>($"form[action='{action}']")!);

    private async Task<Visit> SignInAsync(string decision = "allow")
    {
        var login = await PressAsync(await _browser.GoAsync("/demo"), "demo/sign-in");
        Assert.Equal("/login", login.Address.AbsolutePath);
        var consent = await _browser.SubmitAsync(
            login, ("Input.UserName", "alice"), ("Input.Password", "demo password alice"));
        Assert.Equal("/consent", consent.Address.AbsolutePath);
        return await _browser.SubmitAsync(consent, ("decision", decision));
    }
}
