using System.Net;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>
/// Every parameter of /authorize by GET and POST, spoiled in every way, for an app that would otherwise get its code
/// at once: RFC 6749 §3.1, §4.1.2.1, OpenID Connect Core §3.1.2.6.
/// </summary>
public sealed class BadAuthorizeInputTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    private static readonly string[] Unproven = ["client_id", "redirect_uri"];

    private static readonly string[] Names =
    [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age",
        "login_hint", "id_token_hint", "code_challenge", "code_challenge_method", "request", "request_uri",
        "registration", "unheard_of",
    ];

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

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task A_parameter_that_is_repeated_or_not_text_is_refused(string name, string fault)
        => await IsRefusedAsync(name, fault, Unproven.Contains(name) ? null : "invalid_request");

    [Theory]
    [InlineData("client_id", "missing", null)]
    [InlineData("client_id", "empty", null)]
    [InlineData("client_id", "long 15000", null)]
    [InlineData("redirect_uri", "missing", null)]
    [InlineData("redirect_uri", "empty", null)]
    [InlineData("redirect_uri", "long 15000", null)]
    [InlineData("response_type", "missing", "invalid_request")]
    [InlineData("response_type", "empty", "invalid_request")]
    [InlineData("response_type", "long 15000", "unsupported_response_type")]
    [InlineData("response_type", "code code", "unsupported_response_type")]
    [InlineData("response_type", "[\"code\"]", "unsupported_response_type")]
    [InlineData("response_mode", "long 15000", "invalid_request")]
    [InlineData("response_mode", "web_message", "invalid_request")]
    [InlineData("scope", "long 15000", "invalid_scope")]
    [InlineData("scope", "openid\u00A0profile", "invalid_scope")]
    [InlineData("scope", "openid,profile", "invalid_scope")]
    [InlineData("code_challenge", "missing", "invalid_request")]
    [InlineData("code_challenge", "empty", "invalid_request")]
    [InlineData("code_challenge", "long 15000", "invalid_request")]
    [InlineData("code_challenge_method", "missing", "invalid_request")]
    [InlineData("code_challenge_method", "empty", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "s256", "invalid_request")]
    [InlineData("code_challenge_method", "long 15000", "invalid_request")]
    [InlineData("prompt", "long 15000", "invalid_request")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("max_age", "1.5", "invalid_request")]
    [InlineData("max_age", "0x10", "invalid_request")]
    [InlineData("max_age", "99999999999999999999", "invalid_request")]
    [InlineData("max_age", "long 15000", "invalid_request")]
    [InlineData("id_token_hint", "long 15000", "invalid_request")]
    [InlineData("request", "long 15000", "invalid_request_object")]
    [InlineData("request_uri", "urn:x", "invalid_request_uri")]
    public async Task A_parameter_that_is_missing_empty_long_or_wrong_gets_its_own_error(
        string name,
        string value,
        string? error)
        => await IsRefusedAsync(name, value, error);

    [Theory]
    [InlineData("state")]
    [InlineData("nonce")]
    [InlineData("prompt")]
    [InlineData("max_age")]
    [InlineData("login_hint")]
    [InlineData("id_token_hint")]
    [InlineData("response_mode")]
    [InlineData("request")]
    public async Task An_empty_parameter_that_is_not_needed_counts_as_left_out(string name)
    {
        using var browser = await portal.SignedInAsync();
        var request = BadInput.Encode(Request(("client_id", Trusted)), name, "empty");
        var visit = await browser.GoAsync("/authorize?" + request);
        Assert.True(visit.Answer.ContainsKey("code"));
        Assert.Equal(name == "state", !visit.Answer.ContainsKey("state"));
    }

    [Fact]
    public async Task A_request_under_way_named_twice_has_ended()
    {
        using var browser = await portal.SignedInAsync("bob");
        var id = InteractionOf(await browser.GoAsync(Address()));
        var before = await Rows.CountAsync(portal);
        foreach (var query in new[] { $"{id}&interaction={id}", $"{id}&interaction=x", $"{id}%00", "%FF", string.Empty })
        {
            AuthorizeAssert.IsShown(await browser.GoAsync("/authorize?interaction=" + query));
        }

        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Only_GET_and_POST_are_there(string method)
    {
        using var browser = await portal.SignedInAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), Address(("client_id", Trusted)));
        using var answer = await browser.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow.Order());
    }

    /// <summary>A null error is the page: nothing is sent anywhere.</summary>
    private async Task IsRefusedAsync(string name, string fault, string? error)
    {
        using var browser = await portal.SignedInAsync();
        var before = await Rows.CountAsync(portal);
        var encoded = BadInput.Encode(Request(("client_id", Trusted)), name, fault);
        if (BadInput.FitsAnAddress(fault))
        {
            Check(await browser.GoAsync("/authorize?" + encoded), name, fault, error);
        }

        using var form = BadInput.Content(encoded);
        using var posted = await browser.Http.PostAsync("/authorize", form);
        if (error is null)
        {
            Assert.Equal(HttpStatusCode.BadRequest, posted.StatusCode);
            Assert.Null(posted.Headers.Location);
        }
        else
        {
            Assert.StartsWith(
                $"{Callback}?error={error}&", posted.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    private static void Check(Visit visit, string name, string fault, string? error)
    {
        if (error is null)
        {
            AuthorizeAssert.IsShown(visit);
            return;
        }

        Assert.StartsWith(Callback + "?", visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal((error, Portal.Issuer), (visit.Answer["error"], visit.Answer["iss"]));
        Assert.False(visit.Answer.ContainsKey("code"));
        Assert.Matches(@"^[\x20\x21\x23-\x5B\x5D-\x7E]+$", visit.Answer["error_description"]);

        // A state that can't be read is not repeated; every other error carries the exact one.
        Assert.Equal(name == "state" ? null : Request()["state"], visit.Answer.GetValueOrDefault("state"));
        Assert.DoesNotContain("\n", visit.LeftFor, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Length > 20 ? fault : "xxxxxxxx", visit.LeftFor, StringComparison.Ordinal);
    }
}
