using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Certification.CertificationPortal;

namespace AuthPortal.Tests.Certification;

/// <summary>
/// The suite's Hybrid OP and Implicit OP modules: those of Basic OP with each other response type. Every answer is
/// checked by <see cref="RelyingParty"/>, at_hash and c_hash among it.
/// </summary>
public sealed class HybridAndImplicitOpTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    public static TheoryData<string> All => [.. Hybrid, .. Implicit];

    private static string[] Hybrid => ["code id_token", "code token", "code id_token token"];

    /// <summary>OAuth's own implicit grant, <c>token</c>, is no part of OpenID Connect; it works the same way.</summary>
    private static string[] Implicit => ["id_token", "id_token token", "token"];

    public static TheoryData<string> WithCode => [.. Hybrid];

    public static TheoryData<string> WithIdToken => ["code id_token", "code id_token token", "id_token", "id_token token"];

    public static TheoryData<string> WithAccessToken =>
        ["code id_token", "code token", "code id_token token", "id_token token", "token"];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Oidcc_server_and_idtoken_signature(string variant)
    {
        using var rp = await SignedInAsync(variant);
        await rp.AnyTokensAsync();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Oidcc_response_type_missing(string variant)
    {
        using var rp = await SignedInAsync(variant);
        Assert.Equal("invalid_request", (await rp.AuthorizeAsync(("response_type", null)))["error"]);
    }

    [Theory]
    [MemberData(nameof(WithIdToken))]
    public async Task Oidcc_ensure_request_without_nonce_fails(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var answer = await rp.AuthorizeAsync(("nonce", null));
        Assert.Equal("invalid_request", answer["error"]);
        Assert.Equal(0, await portal.ReadAsync(db => db.AuthorizationCodes.CountAsync(c => c.Nonce == null)));
    }

    [Theory]
    [MemberData(nameof(WithAccessToken))]
    public async Task Oidcc_userinfo_get_post_header_post_body_and_scope_all(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var tokens = await rp.AnyTokensAsync(("scope", "openid profile email address phone"));
        foreach (var how in new[] { "get", "post-header", "post-body" })
        {
            var claims = (await rp.UserInfoAsync(tokens["access_token"], how)).Ok();
            Assert.Equal(portal.Subject, claims["sub"]);
            Assert.Equal("Certa Fied", claims["name"]);
            Assert.Equal("+82 2 1234 5678", claims["phone_number"]);
        }
    }

    [Fact]
    public async Task Oidcc_scope_claims_come_in_the_id_token_where_there_is_no_access_token()
    {
        using var rp = await SignedInAsync("id_token");
        var token = new JsonWebToken((await rp.AnyTokensAsync(("scope", "openid email")))["id_token"]);
        Assert.Equal("certified@example.test", token.GetPayloadValue<string>("email"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Oidcc_alternate_happy_flow(string variant)
    {
        using var rp = await SignedInAsync(variant);
        await rp.AnyTokensAsync(("redirect_uri", OtherCallback), ("scope", "openid email"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Oidcc_display_ui_locales_claims_locales_acr_values_unknown_parameter_login_hint(string variant)
    {
        using var rp = await SignedInAsync(variant);
        await rp.AnyTokensAsync(
            ("display", "popup"), ("ui_locales", "se ko"), ("claims_locales", "se"), ("acr_values", "1 2"),
            ("extra", "foobar"), ("login_hint", Person));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Oidcc_prompt_login_and_max_age_1(string variant)
    {
        foreach (var (name, value) in new[] { ("prompt", "login"), ("max_age", "1") })
        {
            using var rp = await SignedInAsync(variant);
            portal.Clock.Advance(TimeSpan.FromSeconds(2));
            var answer = await rp.SignInAgainAsync(await rp.GoAsync((name, value)));
            if (answer.TryGetValue("id_token", out var idToken))
            {
                Assert.Equal(
                    portal.Clock.GetUtcNow().ToUnixTimeSeconds(),
                    new JsonWebToken(idToken).GetPayloadValue<long>("auth_time"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Oidcc_prompt_none_not_logged_in(string variant)
    {
        using var rp = new RelyingParty(portal, variant, FrontClient);
        Assert.Equal("login_required", (await rp.AuthorizeAsync(("prompt", "none")))["error"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Oidcc_prompt_none_logged_in_max_age_10000_and_id_token_hint(string variant)
    {
        using var first = await SignedInAsync("id_token");
        var hint = (await first.AnyTokensAsync())["id_token"];
        using var rp = await SignedInAsync(variant);
        await rp.AnyTokensAsync(("prompt", "none"), ("max_age", "10000"), ("id_token_hint", hint));
    }

    [Theory]
    [MemberData(nameof(WithCode))]
    public async Task Oidcc_codereuse_30seconds(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var code = (await rp.AuthorizeAsync())["code"];
        var tokens = (await rp.RedeemAsync(code)).Ok();
        portal.Clock.Advance(TimeSpan.FromSeconds(30));
        (await rp.RedeemAsync(code)).Refused("invalid_grant");
        (await rp.UserInfoAsync(tokens["access_token"]!)).Refused("invalid_token", 401);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Oidcc_ensure_registered_redirect_uri(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var visit = await rp.GoAsync(("redirect_uri", Callback + "/not-registered"));
        Assert.Equal((HttpStatusCode.BadRequest, null), (visit.Status, visit.LeftFor));
    }

    [Theory]
    [MemberData(nameof(WithCode))]
    public async Task Oidcc_refresh_token(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var tokens = await rp.AnyTokensAsync(("scope", "openid offline_access"));
        (await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]))).Ok();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Tokens_never_go_into_a_query(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var visit = await rp.GoAsync(("response_mode", "query"));
        Assert.Contains("#error=invalid_request", visit.LeftFor, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id_token token")]
    [InlineData("code id_token token")]
    public async Task Revoking_the_app_ends_a_token_of_the_browser_too(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var token = (await rp.AuthorizeAsync())["access_token"];
        (await rp.UserInfoAsync(token)).Ok();
        await portal.WriteAsync(db => db.Grants.Where(g => g.ClientId == FrontClient).ExecuteDeleteAsync());
        (await rp.UserInfoAsync(token)).Refused("invalid_token", 401);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_client_that_is_not_registered_for_it_gets_nothing(string variant)
    {
        using var rp = new RelyingParty(portal, variant);
        await rp.SignInAsync();
        Assert.Equal("unauthorized_client", (await rp.AuthorizeAsync())["error"]);
    }

    private async Task<RelyingParty> SignedInAsync(string variant)
    {
        var rp = new RelyingParty(portal, variant, FrontClient);
        await rp.SignInAsync();
        return rp;
    }
}
