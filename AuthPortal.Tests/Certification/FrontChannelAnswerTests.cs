using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Certification.CertificationPortal;

namespace AuthPortal.Tests.Certification;

/// <summary>
/// What no module asks of the implicit and hybrid flows. OAuth's own implicit grant, <c>token</c>, works the same way.
/// </summary>
public sealed class FrontChannelAnswerTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    public static TheoryData<string> All => [.. ResponseType.Legacy];

    [Fact]
    public async Task Oauths_own_implicit_grant_gives_an_access_token_that_works()
    {
        using var rp = await SignedInAsync("token");
        var answer = await rp.AuthorizeAsync(("scope", "openid email"), ("nonce", null));
        Assert.Equal("certified@example.test", (await rp.UserInfoAsync(answer["access_token"])).Ok()["email"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Tokens_never_go_into_a_query(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var visit = await rp.GoAsync(("response_mode", "query"));
        Assert.Contains("#error=invalid_request", visit.LeftFor, StringComparison.Ordinal);
    }

    /// <summary>Core §11: ignored where no code comes back.</summary>
    [Theory]
    [InlineData("token")]
    [InlineData("id_token token")]
    public async Task Core_S11_offline_access_is_ignored_where_no_code_comes_back(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var before = await portal.ReadAsync(db => db.RefreshTokens.CountAsync());
        var answer = await rp.AuthorizeAsync(("scope", "openid offline_access"));
        Assert.Equal("openid", answer["scope"]);
        Assert.False(answer.ContainsKey("refresh_token"));
        Assert.Equal("invalid_scope", (await rp.AuthorizeAsync(("scope", "offline_access")))["error"]);
        Assert.Equal(before, await portal.ReadAsync(db => db.RefreshTokens.CountAsync()));
    }

    /// <summary>JARM §2.3.4 and Multiple Response Types §5: tokens go where the plain answer would, and no query is offered.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public async Task Jarm_S2_3_a_signed_answer_with_tokens_is_no_query_either(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var before = await Rows.CountAsync(portal);
        var refused = await rp.GoAsync(("response_mode", "query.jwt"));
        Assert.Contains("#", refused.LeftFor, StringComparison.Ordinal);
        Assert.DoesNotContain("?", refused.LeftFor, StringComparison.Ordinal);
        Assert.Equal("invalid_request", refused.Answer["error"]);
        Assert.Equal(before, await Rows.CountAsync(portal));
        Assert.Contains("#response=", (await rp.GoAsync(("response_mode", "jwt"))).LeftFor, StringComparison.Ordinal);
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
        using var rp = new RelyingParty(portal, variant, Client);
        await rp.SignInAsync();
        Assert.Equal("unauthorized_client", (await rp.AuthorizeAsync())["error"]);
    }

    private async Task<RelyingParty> SignedInAsync(string variant)
    {
        var rp = new RelyingParty(portal, variant);
        await rp.SignInAsync();
        return rp;
    }
}
