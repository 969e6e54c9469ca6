using System.Net;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>Pushed authorization requests.</summary>
public class Rfc9126PushedRequestTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    private const string Pushing = "pushing";

    [Fact]
    public async Task S2_a_pushed_request_gives_a_code_without_one_parameter_in_the_browser()
    {
        var pushed = await PushAsync(Request(("client_id", Trusted)));
        Assert.Equal((201, "60"), (pushed.Status, pushed["expires_in"]));
        Assert.StartsWith("urn:ietf:params:oauth:request_uri:", pushed["request_uri"], StringComparison.Ordinal);
        Assert.True(pushed.Headers.CacheControl?.NoStore);
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(At(Trusted, pushed["request_uri"]!));
        Assert.Equal(Request()["state"], visit.Answer["state"]);
        var tokens = await portal.TokensAsync(visit.Answer["code"]);
        Assert.Equal("openid profile", tokens.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task S4_parameters_beside_request_uri_count_for_nothing()
    {
        var pushed = await PushAsync(Request(("client_id", Trusted), ("scope", "openid")));
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(
            At(Trusted, pushed["request_uri"]!) + "&scope=openid%20email&redirect_uri=https%3A%2F%2Fevil.test&state=evil");
        Assert.StartsWith(Callback, visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal(Request()["state"], visit.Answer["state"]);
        Assert.Equal("openid", (await portal.CodeAsync(visit.Answer["code"])).Scopes);
    }

    [Fact]
    public async Task S4_it_survives_sign_in_and_consent()
    {
        var pushed = await PushAsync(Request());
        using var browser = new Browser(portal);
        var login = await browser.GoAsync(At(Web, pushed["request_uri"]!));
        Assert.Equal("/login", login.Address.AbsolutePath);
        var consent = await browser.SubmitAsync(login, ("Input.UserName", "bob"), ("Input.Password", Seed.Password));
        var done = await browser.SubmitAsync(consent, ("decision", "allow"));
        Assert.Equal(Request()["state"], done.Answer["state"]);
        Assert.NotEmpty(done.Answer["code"]);
    }

    [Fact]
    public async Task S7_3_it_is_used_once()
    {
        var uri = (await PushAsync(Request(("client_id", Trusted))))["request_uri"]!;
        using var browser = await portal.SignedInAsync();
        Assert.NotEmpty((await browser.GoAsync(At(Trusted, uri))).Answer["code"]);
        var codes = await portal.CountCodesAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(At(Trusted, uri)));
        Assert.Equal(codes, await portal.CountCodesAsync());
    }

    [Fact]
    public async Task S2_2_it_belongs_to_its_client()
    {
        var uri = (await PushAsync(Request(("client_id", Trusted))))["request_uri"]!;
        using var browser = await portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(At(Web, uri)));
        Assert.NotEmpty((await browser.GoAsync(At(Trusted, uri))).Answer["code"]);
    }

    [Fact]
    public async Task S4_it_expires()
    {
        var uri = (await PushAsync(Request(("client_id", Trusted))))["request_uri"]!;
        using var browser = await portal.SignedInAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(61));
        AuthorizeAssert.IsShown(await browser.GoAsync(At(Trusted, uri)));
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:request_uri:unheard-of")]
    [InlineData("urn:ietf:params:oauth:request_uri:")]
    public async Task S2_2_a_guess_is_shown_to_the_person_alone(string uri)
    {
        using var browser = await portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(At(Trusted, uri)));
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example.test/cb", "invalid_request")]
    [InlineData("scope", "openid unheard.of", "invalid_scope")]
    [InlineData("response_type", "none", "unsupported_response_type")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request")]
    [InlineData("client_id", "trusted", "invalid_request")]
    [InlineData("resource", "not a uri", "invalid_target")]
    [InlineData("authorization_details", "[{\"type\":\"unheard-of\"}]", "invalid_authorization_details")]
    [InlineData("dpop_jkt", "short", "invalid_request")]
    public async Task S2_3_what_is_wrong_is_told_to_the_client_before_any_browser_moves(
        string name,
        string? value,
        string error)
    {
        var kept = await RowsAsync();
        (await PushAsync(Request((name, value)), Web)).Refused(error);
        Assert.Equal(kept, await RowsAsync());
    }

    [Fact]
    public async Task S2_1_a_client_that_can_prove_itself_must()
    {
        using var http = portal.NewClient();
        var kept = await RowsAsync();
        var answer = await http.PostAsync("/par", new FormUrlEncodedContent(Request()));
        (await Answer.OfAsync(answer)).Refused("invalid_client", 401);
        Assert.Equal(kept, await RowsAsync());
    }

    [Fact]
    public async Task S2_it_is_a_post_and_never_a_get()
    {
        using var http = portal.NewClient();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.GetAsync("/par")).StatusCode);
    }

    [Fact]
    public async Task S6_a_client_that_must_push_gets_nothing_without()
    {
        await portal.AddClientAsync(
            Pushing,
            Metadata with { RequirePushedAuthorizationRequests = true, SkipConsent = true },
            "secret-value");
        using var browser = await portal.SignedInAsync();
        await portal.IsRefusedAsync(
            await browser.GoAsync(Address(("client_id", Pushing))), "invalid_request", Pushing);
        var pushed = await PushAsync(Request(("client_id", Pushing)), Pushing);
        Assert.NotEmpty((await browser.GoAsync(At(Pushing, pushed["request_uri"]!))).Answer["code"]);
    }

    [Fact]
    public async Task Of_twenty_browsers_at_once_one_gets_the_code()
    {
        var uri = (await PushAsync(Request(("client_id", Trusted))))["request_uri"]!;
        using var browser = await portal.SignedInAsync();
        var visits = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => browser.GoAsync(At(Trusted, uri))));
        Assert.Single(visits, v => v.LeftFor is not null);
    }

    private static string At(string clientId, string uri)
        => $"/authorize?client_id={clientId}&request_uri={Uri.EscapeDataString(uri)}";

    private Task<int> RowsAsync() => portal.ReadAsync(db => db.PushedRequests.CountAsync());

    private async Task<Answer> PushAsync(Dictionary<string, string> request, string? client = null)
    {
        using var http = portal.NewClient();
        using var message = new HttpRequestMessage(HttpMethod.Post, "/par") { Content = new FormUrlEncodedContent(request) };
        message.Headers.Authorization = AppScene.Basic(client ?? request["client_id"], "secret-value");
        return await Answer.OfAsync(await http.SendAsync(message));
    }
}
