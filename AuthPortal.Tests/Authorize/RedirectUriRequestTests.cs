using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>RFC 6749 §3.1.2, §3.1.2.4 and §4.1.2.1; RFC 8252 §7.3; RFC 9700 §2.1.</summary>
public sealed class RedirectUriRequestTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData("client_id", null)]
    [InlineData("client_id", "")]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", "WEB")]
    [InlineData("client_id", Disabled)]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "")]
    [InlineData("redirect_uri", "https://evil.example.test/callback")]
    [InlineData("redirect_uri", Callback + "/")]
    [InlineData("redirect_uri", Callback + "?a=b")]
    [InlineData("redirect_uri", Callback + "#fragment")]
    [InlineData("redirect_uri", Callback + "/../callback")]
    [InlineData("redirect_uri", "https://APP.example.test/callback")]
    [InlineData("redirect_uri", "https://app.example.test:443/callback")]
    [InlineData("redirect_uri", "https://app.example.test/callbac%6B")]
    [InlineData("redirect_uri", "https://user@app.example.test/callback")]
    [InlineData("redirect_uri", "http://app.example.test/callback")]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    [InlineData("redirect_uri", "//evil.example.test")]
    [InlineData("redirect_uri", "JaVaScRiPt:alert(1)")]
    [InlineData("redirect_uri", "data:text/html,<script>alert(1)</script>")]
    [InlineData("redirect_uri", "HTTPS://app.example.test/callback")]
    [InlineData("redirect_uri", "https://app.example.test./callback")]
    [InlineData("redirect_uri", "https://app.example.test.evil.example.test/callback")]
    [InlineData("redirect_uri", "https://app.example.test@evil.example.test/callback")]
    [InlineData("redirect_uri", "https://evil.example.test\\@app.example.test/callback")]
    [InlineData("redirect_uri", "https:\\\\app.example.test\\callback")]
    [InlineData("redirect_uri", "https://app.example.test/%2e%2e/callback")]
    [InlineData("redirect_uri", "https://app.example.test%2Fcallback")]
    [InlineData("redirect_uri", "https://app.example.test/callback%2F..%2Fother")]
    [InlineData("redirect_uri", "https://app.example.test/Callback")]
    [InlineData("redirect_uri", "https://app.example.test//callback")]
    [InlineData("redirect_uri", "https://app.example.test/callback;jsessionid=1")]
    [InlineData("redirect_uri", "https://app.example.test/callback?")]
    [InlineData("redirect_uri", "https://app.example.test/callback#")]
    [InlineData("redirect_uri", " https://app.example.test/callback")]
    [InlineData("redirect_uri", "https://app.example.test/callback ")]
    [InlineData("redirect_uri", "/callback")]
    [InlineData("redirect_uri", "https://xn--app-0na.example.test/callback")]
    [InlineData("redirect_uri", "\"><script>alert(1)</script>")]
    public async Task An_unproven_client_or_redirect_uri_is_shown_and_never_followed(string name, string? value)
    {
        var before = await portal.CountCodesAsync();
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address((name, value)));
        AuthorizeAssert.IsShown(visit);
        Assert.Equal(before, await portal.CountCodesAsync());
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("redirect_uri")]
    public async Task A_client_or_redirect_uri_sent_twice_is_shown(string name)
    {
        using var browser = await portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync($"{Address()}&{name}={Uri.EscapeDataString(Request()[name])}"));
    }

    [Fact]
    public async Task The_only_registered_redirect_uri_stands_in_without_OpenID_Connect()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(
            Address(("client_id", NoOpenId), ("redirect_uri", null), ("scope", "notes.read")));
        Assert.StartsWith(Callback + "?code=", visit.LeftFor, StringComparison.Ordinal);
        var hash = Secrets.Hash(visit.Answer["code"]);
        Assert.False(await portal.ReadAsync(db => db.AuthorizationCodes.Where(c => c.Hash == hash)
            .Select(c => c.RedirectUriWasSent).FirstAsync()));
    }

    [Fact]
    public async Task A_missing_redirect_uri_is_shown_when_two_are_registered()
    {
        using var browser = await portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(
            Address(("client_id", TwoUris), ("redirect_uri", null), ("scope", "profile"))));
    }

    [Fact]
    public async Task A_registered_query_is_kept()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(
            Address(("client_id", TwoUris), ("redirect_uri", Callback + "2?a=b"), ("response_type", "none")));
        Assert.StartsWith(Callback + "2?a=b&error=unsupported_response_type", visit.LeftFor, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:49152/cb")]
    [InlineData("http://127.0.0.1/cb")]
    [InlineData("com.example.app:/cb")]
    public async Task A_native_app_listens_where_it_can(string uri)
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(
            Address(("client_id", Native), ("redirect_uri", uri), ("prompt", "none")));
        Assert.StartsWith(uri + "?error=consent_required", visit.LeftFor, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:49152/cb")]
    [InlineData("http://127.0.0.1:49152/other")]
    [InlineData("https://127.0.0.1/cb")]
    [InlineData("http://127.0.0.1:x/cb")]
    [InlineData("http://127.0.0.1:1@evil.example.test/cb")]
    [InlineData("com.example.app:/other")]
    [InlineData("com.example.app://cb")]
    [InlineData("COM.EXAMPLE.APP:/cb")]
    [InlineData("http://127.0.0.1.evil.example.test/cb")]
    [InlineData("http://127.0.0.1:80.evil.example.test/cb")]
    [InlineData("http://127.0.0.1\\@evil.example.test/cb")]
    [InlineData("http://127.0.0.1#@evil.example.test/cb")]
    [InlineData("http://127.0.0.1:/cb")]
    [InlineData("http://127.0.0.1:0/cb")]
    [InlineData("http://127.0.0.1:65536/cb")]
    [InlineData("http://127.0.0.1:-1/cb")]
    [InlineData("http://127.0.0.1:８０/cb")]
    [InlineData("http://127.1/cb")]
    [InlineData("http://2130706433/cb")]
    [InlineData("http://0x7f000001/cb")]
    [InlineData("http://[::1]/cb")]
    [InlineData("http://[::ffff:127.0.0.1]/cb")]
    [InlineData("http://127.0.0.1:8080/cb?x=1")]
    [InlineData("http://127.0.0.1:8080//evil.example.test/cb")]
    [InlineData("http://user@127.0.0.1/cb")]
    [InlineData("HTTP://127.0.0.1/cb")]
    public async Task A_native_app_listens_nowhere_else(string uri)
    {
        using var browser = await portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(Address(("client_id", Native), ("redirect_uri", uri))));
    }

    [Theory]
    [InlineData("client_id", "web%00")]
    [InlineData("client_id", "%FF")]
    [InlineData("redirect_uri", "https%3A%2F%2Fapp.example.test%2Fcallback%00")]
    [InlineData("redirect_uri", "%FF")]
    [InlineData("redirect_uri", "https%3A%2F%2Fapp.example.test%2Fcallback%0D%0ALocation:x")]
    public async Task A_client_or_redirect_uri_that_is_not_text_is_shown(string name, string encoded)
    {
        using var browser = await portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync($"{Address((name, null), ("scope", "profile"))}&{name}={encoded}"));
    }
}
