using AngleSharp.Html.Dom;
using AuthPortal.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>JWT Secured Authorization Response Mode.</summary>
public sealed class JarmTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData("jwt", "?")]
    [InlineData("query.jwt", "?")]
    [InlineData("fragment.jwt", "#")]
    public async Task S2_3_the_answer_is_one_signed_parameter(string mode, string separator)
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("response_mode", mode)));
        Assert.StartsWith($"{Callback}{separator}response=", visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal("response", Assert.Single(visit.Answer).Key);
        var answer = await VerifyAsync(visit.Answer["response"], Trusted);
        Assert.Equal(Request()["state"], answer.GetPayloadValue<string>("state"));
        await portal.TokensAsync(answer.GetPayloadValue<string>("code"));
    }

    [Fact]
    public async Task S2_3_3_a_form_post_carries_it_as_well()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("response_mode", "form_post.jwt")));
        var field = (IHtmlInputElement)Assert.Single(visit.Page!.QuerySelectorAll("form#answer input"));
        Assert.Equal("response", field.Name);
        Assert.NotEmpty((await VerifyAsync(field.Value, Trusted)).GetPayloadValue<string>("code"));
    }

    [Fact]
    public async Task S2_2_an_error_is_signed_too()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("response_mode", "jwt"), ("scope", "unheard.of")));
        var answer = await VerifyAsync(visit.Answer["response"], Web);
        Assert.Equal("invalid_scope", answer.GetPayloadValue<string>("error"));
        Assert.False(answer.TryGetPayloadValue<string>("code", out _));
    }

    [Fact]
    public async Task S3_the_client_chooses_the_algorithm()
    {
        await portal.AddClientAsync(
            "jarm-rsa", Metadata with { SkipConsent = true, AuthorizationSignedResponseAlg = "RS256" }, "secret-value");
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", "jarm-rsa"), ("response_mode", "jwt")));
        Assert.Equal("RS256", (await VerifyAsync(visit.Answer["response"], "jarm-rsa")).Alg);
    }

    [Fact]
    public async Task An_answer_is_no_id_token_and_no_access_token()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("response_mode", "jwt")));
        var response = visit.Answer["response"];
        using var http = portal.NewClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", response);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync("/userinfo")).StatusCode);
        var hinted = await browser.GoAsync(
            Address(("client_id", Trusted), ("prompt", "none"), ("id_token_hint", response)));
        Assert.Equal("invalid_request", hinted.Answer["error"]);
    }

    /// <summary>§2.4: signature by a published key, issuer, audience and end.</summary>
    private async Task<JsonWebToken> VerifyAsync(string response, string clientId)
    {
        using var http = portal.NewClient();
        var keys = new JsonWebKeySet(await http.GetStringAsync("/.well-known/jwks.json"));
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            response,
            new TokenValidationParameters
            {
                ValidIssuer = Portal.Issuer,
                ValidAudience = clientId,
                IssuerSigningKeys = keys.GetSigningKeys(),
                LifetimeValidator = (_, expires, _, _) => expires > portal.Clock.GetUtcNow().UtcDateTime
                    && expires <= portal.Clock.GetUtcNow().AddMinutes(10).UtcDateTime,
            });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
