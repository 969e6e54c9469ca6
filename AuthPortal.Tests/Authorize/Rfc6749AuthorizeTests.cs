using System.Net;
using System.Text;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>RFC 6749 §3.1, §3.1.2, §3.3, §4.1.1 and §4.1.2.1.</summary>
public sealed class Rfc6749AuthorizeTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Fact]
    public async Task A_code_is_sent_to_the_redirect_uri_with_the_exact_state()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted)));
        Assert.StartsWith(Callback + "?code=", visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, visit.Status);
        Assert.Equal("s t/a+t&e=ü", visit.Answer["state"]);
        Assert.Equal(Portal.Issuer, visit.Answer["iss"]);
        Assert.True(visit.Response.Headers.CacheControl!.NoStore);
        Assert.True(visit.Answer["code"].Length >= 43);
    }

    [Fact]
    public async Task A_code_keeps_what_the_request_said()
    {
        using var browser = await portal.SignedInAsync("bob");
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("nonce", "kept-nonce")));
        var hash = Secrets.Hash(visit.Answer["code"]);
        var code = await portal.ReadAsync(db => db.AuthorizationCodes.Include(c => c.Grant)
            .FirstAsync(c => c.Hash == hash));
        Assert.Equal(Callback, code.RedirectUri);
        Assert.True(code.RedirectUriWasSent);
        Assert.Equal("openid profile", code.Scopes);
        Assert.Equal("kept-nonce", code.Nonce);
        Assert.Equal(Challenge, code.CodeChallenge);
        Assert.Equal(Trusted, code.Grant!.ClientId);
        Assert.Equal("openid profile", code.Grant.Scopes);
        Assert.Equal("pwd", code.Amr);
        Assert.Equal(portal.Clock.GetUtcNow(), code.AuthTime);
    }

    [Fact]
    public async Task Without_state_there_is_none_in_the_answer()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("state", null)));
        Assert.True(visit.Answer.ContainsKey("code"));
        Assert.False(visit.Answer.ContainsKey("state"));
    }

    [Theory]
    [InlineData("response_type")]
    [InlineData("scope")]
    [InlineData("nonce")]
    [InlineData("code_challenge")]
    [InlineData("unheard_of")]
    public async Task Another_parameter_sent_twice_is_invalid_request(string name)
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync($"{Address()}&{name}=a&{name}=b");
        await portal.IsRefusedAsync(visit, "invalid_request");
    }

    [Fact]
    public async Task A_state_sent_twice_is_refused_and_neither_is_repeated()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted)) + "&state=other");
        Assert.Equal("invalid_request", visit.Answer["error"]);
        Assert.False(visit.Answer.ContainsKey("state"));
    }

    [Theory]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_type", "none", "unsupported_response_type")]
    [InlineData("response_type", "code code", "unsupported_response_type")]
    [InlineData("response_type", "CODE", "unsupported_response_type")]
    [InlineData("response_mode", "Query", "invalid_request")]
    [InlineData("scope", "openid unheard.of", "invalid_scope")]
    [InlineData("scope", "openid notes.read", "invalid_scope")]
    [InlineData("scope", "OPENID", "invalid_scope")]
    [InlineData("scope", "openid \"quoted\"", "invalid_scope")]
    [InlineData("scope", "   ", "invalid_scope")]
    [InlineData("request", "eyJhbGciOiJub25lIn0.e30.", "invalid_request_object")]
    [InlineData("request_uri", "https://app.example.test/request", "invalid_request_uri")]
    [InlineData("registration", "{}", "registration_not_supported")]
    public async Task A_wrong_parameter_is_answered_with_its_error(string name, string? value, string error)
    {
        using var browser = await portal.SignedInAsync();
        await portal.IsRefusedAsync(await browser.GoAsync(Address((name, value))), error);
    }

    [Fact]
    public async Task A_client_without_the_code_grant_is_unauthorized_client()
    {
        using var browser = await portal.SignedInAsync();
        await portal.IsRefusedAsync(await browser.GoAsync(Address(("client_id", Machine))), "unauthorized_client");
    }

    [Fact]
    public async Task A_missing_scope_means_all_that_the_client_registered()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("scope", null)));
        var hash = Secrets.Hash(visit.Answer["code"]);
        var code = await portal.ReadAsync(db => db.AuthorizationCodes.FirstAsync(c => c.Hash == hash));
        Assert.Equal("openid profile email", code.Scopes);
    }

    [Fact]
    public async Task A_missing_scope_without_a_registered_one_is_invalid_scope()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Scopeless), ("scope", null)));
        await portal.IsRefusedAsync(visit, "invalid_scope");
    }

    [Fact]
    public async Task A_leading_space_in_scope_is_tolerated()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("scope", " openid")));
        Assert.True(visit.Answer.ContainsKey("code"));
    }

    [Fact]
    public async Task Parameters_that_nobody_knows_are_ignored()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(
            Address(("client_id", Trusted)) + "&acr_values=1+2&ui_locales=se&claims_locales=se&display=popup&foo=bar"
            + "&resource=https%3A%2F%2Fa.test&resource=https%3A%2F%2Fb.test&empty=");
        Assert.True(visit.Answer.ContainsKey("code"));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("scope")]
    [InlineData("nonce")]
    [InlineData("client_id")]
    [InlineData("redirect_uri")]
    [InlineData("login_hint")]
    public async Task A_huge_value_is_refused_and_stores_nothing(string name)
    {
        var before = (await portal.CountCodesAsync(), await portal.CountInteractionsAsync());
        using var browser = await portal.SignedInAsync();
        var huge = new string('x', 100 * 1024);
        AuthorizeAssert.IsShown(await browser.GoAsync(Address((name, huge))));
        using var form = new FormUrlEncodedContent(Request((name, huge)));
        using var posted = await browser.Http.PostAsync("/authorize", form);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, posted.StatusCode);
        Assert.Equal(before, (await portal.CountCodesAsync(), await portal.CountInteractionsAsync()));
    }

    [Theory]
    [InlineData("state", "%00")]
    [InlineData("nonce", "a%0Ab")]
    [InlineData("scope", "openid%0D%0A")]
    [InlineData("state", "%FF%FE")]
    [InlineData("nonce", "%C0%80")]
    [InlineData("response_type", "code%00")]
    public async Task What_is_not_text_is_invalid_request(string name, string encoded)
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync($"{Address((name, null))}&{name}={encoded}");
        Assert.StartsWith(Callback + "?error=invalid_request", visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal(name == "state", !visit.Answer.ContainsKey("state"));
    }

    [Fact]
    public async Task A_form_of_another_type_is_refused()
    {
        using var browser = await portal.SignedInAsync();
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await browser.Http.PostAsync("/authorize", json);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_posted_request_of_the_same_site_is_answered_at_once()
    {
        using var browser = await portal.SignedInAsync();
        using var form = new FormUrlEncodedContent(Request(("client_id", Trusted)));
        using var answer = await browser.Http.PostAsync("/authorize", form);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.StartsWith(Callback + "?code=", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hot_path_stores_no_request()
    {
        using var browser = await portal.SignedInAsync();
        var before = await portal.CountInteractionsAsync();
        await browser.GoAsync(Address(("client_id", Trusted)));
        await browser.GoAsync(Address(("client_id", Trusted)));
        Assert.Equal(before, await portal.CountInteractionsAsync());
    }
}
