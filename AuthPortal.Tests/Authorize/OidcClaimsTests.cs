using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>OpenID Connect Core §5.5, what /authorize makes of the claims parameter; and of acr, §5.5.1.1.</summary>
public sealed class OidcClaimsTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"userinfo\":[]}")]
    [InlineData("{\"userinfo\":{\"name\":\"essential\"}}")]
    [InlineData("{\"id_token\":{},\"id_token\":{}}")]
    public async Task S5_5_what_is_no_object_of_claims_is_invalid_request(string claims)
    {
        using var browser = await portal.SignedInAsync();
        await portal.IsRefusedAsync(await browser.GoAsync(Address(("claims", claims))), "invalid_request");
    }

    [Fact]
    public async Task S5_5_a_claim_beyond_the_scopes_is_asked_for_in_the_words_of_its_scope()
    {
        await portal.AddUserAsync("carol");
        using var browser = await portal.SignedInAsync("carol");
        var request = Address(("scope", "openid"), ("claims", """{"userinfo":{"email":{"essential":true},"x":null}}"""));
        var consent = await browser.GoAsync(request);
        Assert.Contains("mail address", consent.Text, StringComparison.Ordinal);
        var visit = await browser.SubmitAsync(consent, ("decision", "allow"));
        var code = await portal.CodeAsync(visit.Answer["code"]);
        Assert.Equal("openid", code.Scopes);
        Assert.Equal("""{"userinfo":{"email":{"essential":true}}}""", code.RequestedClaims);
        Assert.NotEmpty((await browser.GoAsync(request)).Answer["code"]);
    }

    [Fact]
    public async Task S5_5_a_claim_that_the_client_is_not_registered_for_is_not_given()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(
            Address(("client_id", NoOpenId), ("scope", "notes.read"), ("claims", """{"userinfo":{"email":null}}""")));
        Assert.Null((await portal.CodeAsync(visit.Answer["code"])).RequestedClaims);
    }

    [Fact]
    public async Task S5_5_1_a_request_for_somebody_else_is_not_answered()
    {
        using var browser = await portal.SignedInAsync();
        var claims = """{"id_token":{"sub":{"value":"somebody-else"}}}""";
        var visit = await browser.GoAsync(
            Address(("client_id", Trusted), ("claims", claims), ("prompt", "none")));
        Assert.Equal("login_required", visit.Answer["error"]);
    }

    [Theory]
    [InlineData("""{"id_token":{"acr":{"essential":true,"values":["urn:authportal:acr:pwd"]}}}""", null)]
    [InlineData("""{"id_token":{"acr":{"essential":true,"values":["unheard-of","urn:authportal:acr:pwd"]}}}""", null)]
    [InlineData("""{"id_token":{"acr":{"values":["unheard-of"]}}}""", null)]
    [InlineData("""{"id_token":{"acr":{"essential":true,"value":"unheard-of"}}}""", "unmet_authentication_requirements")]
    [InlineData("""{"id_token":{"acr":{"essential":true,"values":["phr"]}}}""", "unmet_authentication_requirements")]
    public async Task S5_5_1_1_an_essential_acr_is_met_or_the_request_fails(string claims, string? error)
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("claims", claims)));
        Assert.Equal(error, visit.Answer.GetValueOrDefault("error"));
        if (error is null)
        {
            var code = await portal.CodeAsync(visit.Answer["code"]);
            Assert.Equal("urn:authportal:acr:pwd", code.Acr);
        }
    }

    [Fact]
    public async Task Prompt_create_leads_to_signing_up_and_back()
    {
        using var browser = await portal.SignedInAsync();
        var page = await browser.GoAsync(Address(("client_id", Trusted), ("prompt", "create")));
        Assert.Equal("/signup", page.Address.AbsolutePath);
        var back = await browser.SubmitAsync(
            page,
            ("Input.UserName", "newcomer"),
            ("Input.Email", "newcomer@example.test"),
            ("Input.Password", "a long new password"));
        var code = await portal.CodeAsync(back.Answer["code"]);
        Assert.Equal(
            "newcomer",
            await portal.ReadAsync(db => db.Users.Where(u => u.Id == code.Grant!.UserId).Select(u => u.UserName).FirstAsync()));
    }

    [Theory]
    [InlineData("ko", "ko")]
    [InlineData("se ko-KR en", "ko")]
    [InlineData("se", "en")]
    [InlineData("<script>", "en")]
    public async Task Ui_locales_choose_the_language_of_the_pages(string wished, string language)
    {
        using var browser = new Browser(portal);
        var page = await browser.GoAsync(Address(("ui_locales", wished)));
        Assert.Equal("/login", page.Address.AbsolutePath);
        Assert.Equal(language, page.Page!.DocumentElement.GetAttribute("lang"));
    }
}
