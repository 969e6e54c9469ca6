using System.Net;
using System.Text;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.EndSession;

/// <summary>Bad input to /logout: a page, no redirect, and the person stays signed in.</summary>
public sealed class BadLogoutInputTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>, IAsyncLifetime
{
    private const string After = "https://app.example.test/signed-out";
    private const string App = "logs-out";

    private static readonly string[] Names =
        ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint", "ui_locales", "unheard_of"];

    public static TheoryData<string, string> Spoiled()
    {
        var cases = new TheoryData<string, string>();
        foreach (var name in Names)
        {
            foreach (var fault in BadInput.Malformed)
            {
                cases.Add(name, fault);
            }
        }

        return cases;
    }

    public async Task InitializeAsync()
    {
        if (!await portal.ReadAsync(db => Task.FromResult(db.Clients.Any(c => c.Id == App))))
        {
            await portal.AddClientAsync(
                App, Metadata with { SkipConsent = true, PostLogoutRedirectUris = [After] }, "secret-value");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task A_parameter_that_is_repeated_or_not_text_is_shown(string name, string fault)
        => await IsShownAsync(name, fault);

    [Theory]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", "long 100")]
    [InlineData("post_logout_redirect_uri", "https://app.example.test@evil.example.test/signed-out")]
    [InlineData("post_logout_redirect_uri", "https://app.example.test\\@evil.example.test/signed-out")]
    [InlineData("post_logout_redirect_uri", "https://app.example.test./signed-out")]
    [InlineData("post_logout_redirect_uri", "https://APP.example.test/signed-out")]
    [InlineData("post_logout_redirect_uri", "https://app.example.test/signed-out#x")]
    [InlineData("post_logout_redirect_uri", "https://app.example.test/signed%2Dout")]
    [InlineData("post_logout_redirect_uri", "https://app.example.test/x/../signed-out")]
    [InlineData("post_logout_redirect_uri", " https://app.example.test/signed-out")]
    [InlineData("post_logout_redirect_uri", "//app.example.test/signed-out")]
    [InlineData("post_logout_redirect_uri", "javascript:alert(1)")]
    [InlineData("post_logout_redirect_uri", "data:text/html,x")]
    [InlineData("post_logout_redirect_uri", "long 15000")]
    public async Task A_wrong_client_or_address_is_shown(string name, string value) => await IsShownAsync(name, value);

    [Fact]
    public async Task A_body_of_100_kilobytes_is_413_and_nobody_is_signed_out()
    {
        var (browser, request) = await SceneAsync();
        var body = BadInput.Encode(request, "state", "long 100000");
        using var form = BadInput.Content(body);
        using var answer = await browser.Http.PostAsync("/logout", form);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var other = await browser.Http.PostAsync("/logout", json);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        await AssertSignedInAsync(browser);
    }

    [Fact]
    public async Task A_hint_for_one_app_never_leads_to_anothers_address()
    {
        var (browser, request) = await SceneAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted)));
        var tokens = await portal.TokensAsync(visit.Answer["code"]);
        request["id_token_hint"] = tokens.GetProperty("id_token").GetString()!;
        var logout = "/logout?" + BadInput.Encode(request, "client_id", "missing");
        AuthorizeAssert.IsShown(await browser.GoAsync(logout));
        await AssertSignedInAsync(browser);
    }

    private async Task IsShownAsync(string name, string fault)
    {
        var (browser, request) = await SceneAsync();
        var before = await Rows.CountAsync(portal);
        var encoded = BadInput.Encode(request, name, fault);
        if (BadInput.FitsAnAddress(fault))
        {
            AuthorizeAssert.IsShown(await browser.GoAsync("/logout?" + encoded));
        }

        using var form = BadInput.Content(encoded);
        using var posted = await browser.Http.PostAsync("/logout", form);
        Assert.Equal((HttpStatusCode.BadRequest, null), (posted.StatusCode, posted.Headers.Location));
        Assert.Equal(before, await Rows.CountAsync(portal));
        await AssertSignedInAsync(browser);
    }

    private async Task<(Browser Browser, Dictionary<string, string> Request)> SceneAsync()
    {
        var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", App)));
        var tokens = await portal.TokensAsync(visit.Answer["code"], App);
        return (browser, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id_token_hint"] = tokens.GetProperty("id_token").GetString()!,
            ["client_id"] = App,
            ["post_logout_redirect_uri"] = After,
            ["state"] = "s",
        });
    }

    private static async Task AssertSignedInAsync(Browser browser)
        => Assert.True((await browser.GoAsync(Address(("client_id", App), ("prompt", "none")))).Answer.ContainsKey("code"));
}
