using System.Net;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Certification.CertificationPortal;

namespace AuthPortal.Tests.Certification;

/// <summary>The suite's Basic OP and Form Post OP modules on requests and on who is asked what.</summary>
public sealed class BasicOpTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    public static TheoryData<string> Modes => ["query", "form_post"];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_response_type_missing(string mode)
    {
        using var rp = await SignedInAsync(mode);
        Assert.Equal("invalid_request", (await rp.AuthorizeAsync(("response_type", null)))["error"]);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_ensure_request_without_nonce_succeeds_for_code_flow(string mode)
    {
        using var rp = await SignedInAsync(mode);
        await rp.TokensAsync(("nonce", null));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_alternate_happy_flow(string mode)
    {
        using var rp = await SignedInAsync(mode);
        await rp.TokensAsync(("redirect_uri", OtherCallback), ("scope", "openid email"));
    }

    [Theory]
    [InlineData("query", "display", "page")]
    [InlineData("query", "display", "popup")]
    [InlineData("query", "ui_locales", "se ko")]
    [InlineData("query", "claims_locales", "se")]
    [InlineData("query", "acr_values", "1 2")]
    [InlineData("query", "extra", "foobar")]
    [InlineData("query", "login_hint", "certified")]
    [InlineData("query", "claims", "{\"userinfo\":{\"name\":{\"essential\":true}}}")]
    [InlineData("form_post", "display", "page")]
    [InlineData("form_post", "display", "popup")]
    [InlineData("form_post", "ui_locales", "se ko")]
    [InlineData("form_post", "claims_locales", "se")]
    [InlineData("form_post", "acr_values", "1 2")]
    [InlineData("form_post", "extra", "foobar")]
    [InlineData("form_post", "login_hint", "certified")]
    [InlineData("form_post", "claims", "{\"userinfo\":{\"name\":{\"essential\":true}}}")]
    public async Task Oidcc_display_page_popup_ui_locales_claims_locales_acr_values_unknown_parameter_login_hint_claims_essential(
        string mode,
        string name,
        string value)
    {
        using var rp = await SignedInAsync(mode);
        await rp.TokensAsync((name, value));
        using var nobody = new RelyingParty(portal, mode);
        var page = await nobody.GoAsync((name, value));
        Assert.Equal("/login", page.Address.AbsolutePath);
        if (name == "login_hint")
        {
            Assert.Equal(value, page.Page!.QuerySelector("input[name='Input.UserName']")!.GetAttribute("value"));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_prompt_login(string mode)
    {
        using var rp = await SignedInAsync(mode);
        var first = await rp.TokensAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(2));
        var answer = await rp.SignInAgainAsync(await rp.GoAsync(("prompt", "login")));
        var second = (await rp.RedeemAsync(answer["code"])).Ok();
        Assert.True(RelyingParty.AuthTimeOf(second) > RelyingParty.AuthTimeOf(first));
        Assert.Equal(SubjectOf(first), SubjectOf(second));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_prompt_none_not_logged_in(string mode)
    {
        using var rp = new RelyingParty(portal, mode);
        var answer = await rp.AuthorizeAsync(("prompt", "none"));
        Assert.Equal("login_required", answer["error"]);
        Assert.False(answer.ContainsKey("code"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_prompt_none_logged_in(string mode)
    {
        using var rp = await SignedInAsync(mode);
        var first = await rp.TokensAsync();
        var second = await rp.TokensAsync(("prompt", "none"));
        Assert.Equal(SubjectOf(first), SubjectOf(second));
        Assert.Equal(RelyingParty.AuthTimeOf(first), RelyingParty.AuthTimeOf(second));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_max_age_1(string mode)
    {
        using var rp = await SignedInAsync(mode);
        var first = await rp.TokensAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(2));
        var answer = await rp.SignInAgainAsync(await rp.GoAsync(("max_age", "1")));
        var second = (await rp.RedeemAsync(answer["code"])).Ok();
        Assert.InRange(
            portal.Clock.GetUtcNow().ToUnixTimeSeconds() - RelyingParty.AuthTimeOf(second), 0, 1);
        Assert.True(RelyingParty.AuthTimeOf(second) > RelyingParty.AuthTimeOf(first));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_max_age_10000(string mode)
    {
        using var rp = await SignedInAsync(mode);
        var first = await rp.TokensAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = await rp.TokensAsync(("max_age", "10000"));
        Assert.Equal(RelyingParty.AuthTimeOf(first), RelyingParty.AuthTimeOf(second));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_id_token_hint(string mode)
    {
        using var rp = await SignedInAsync(mode);
        var first = await rp.TokensAsync();
        var second = await rp.TokensAsync(("prompt", "none"), ("id_token_hint", first["id_token"]));
        Assert.Equal(SubjectOf(first), SubjectOf(second));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_ensure_registered_redirect_uri(string mode)
    {
        using var rp = await SignedInAsync(mode);
        var visit = await rp.GoAsync(("redirect_uri", Callback + "/not-registered"));
        Assert.Equal((HttpStatusCode.BadRequest, null), (visit.Status, visit.LeftFor));
        Assert.Null(visit.Page!.QuerySelector("form#answer"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_ensure_post_request_succeeds(string mode)
    {
        using var rp = await SignedInAsync(mode);

        // From the client's own site, so without our cookies; the browser is sent round to bring them.
        using var elsewhere = portal.NewClient();
        using var form = new FormUrlEncodedContent(rp.Request());
        using var round = await elsewhere.PostAsync("/authorize", form);
        Assert.Equal(HttpStatusCode.SeeOther, round.StatusCode);
        var answer = rp.Read(await rp.Browser.GoAsync(round.Headers.Location!.OriginalString));
        rp.CheckIdToken((await rp.RedeemAsync(answer["code"])).Ok(), rp.Nonce);
    }

    [Theory]
    [InlineData("query", "request_uri", "https://rp.example.test/request.jwt", "invalid_request_uri")]
    [InlineData("query", "request", "eyJhbGciOiJub25lIn0.eyJzY29wZSI6Im9wZW5pZCJ9.", "invalid_request_object")]
    [InlineData("form_post", "request_uri", "https://rp.example.test/request.jwt", "invalid_request_uri")]
    [InlineData("form_post", "request", "eyJhbGciOiJub25lIn0.eyJzY29wZSI6Im9wZW5pZCJ9.", "invalid_request_object")]
    public async Task Oidcc_request_uri_unsigned_and_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(
        string mode,
        string name,
        string value,
        string error)
    {
        using var rp = await SignedInAsync(mode);
        var answer = await rp.AuthorizeAsync((name, value));
        Assert.Equal(error, answer["error"]);
        Assert.False(answer.ContainsKey("code"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_ensure_request_object_with_redirect_uri(string mode)
    {
        // {"redirect_uri":"https://evil.example.test/","client_id":"rp"}, unsigned: never where it says.
        const string Object = "eyJhbGciOiJub25lIn0"
            + ".eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZS50ZXN0LyIsImNsaWVudF9pZCI6InJwIn0.";
        using var rp = await SignedInAsync(mode);
        Assert.Equal("invalid_request_object", (await rp.AuthorizeAsync(("request", Object)))["error"]);
        var without = await rp.GoAsync(("request", Object), ("redirect_uri", null));
        Assert.Equal((HttpStatusCode.BadRequest, null), (without.Status, without.LeftFor));
    }

    private async Task<RelyingParty> SignedInAsync(string mode)
    {
        var rp = new RelyingParty(portal, mode);
        await rp.SignInAsync();
        return rp;
    }

    private static string SubjectOf(Answer tokens) => new JsonWebToken(tokens["id_token"]!).Subject;
}
