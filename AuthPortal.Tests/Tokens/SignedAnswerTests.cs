using System.Text.Json;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Tokens;

/// <summary>Signed userinfo (OpenID Connect Core §5.3.2), signed introspection (RFC 9701), claims one by one (§5.5).</summary>
public sealed class SignedAnswerTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task Core_S5_3_2_userinfo_is_signed_for_a_client_that_asks_for_it(string algorithm)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { UserinfoSignedResponseAlg = algorithm });
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        var answer = await app.UserInfoAsync(token);
        Assert.Equal((200, "application/jwt"), (answer.Status, answer.ContentType));
        var signed = await VerifyAsync(answer.Body, app.ClientId);
        Assert.Equal(algorithm, signed.Alg);
        Assert.Equal(app.User.Id, signed.Subject);
        Assert.Equal(app.User.Email, signed.GetPayloadValue<string>("email"));
    }

    [Fact]
    public async Task Rfc9701_S5_introspection_is_signed_on_wish_and_is_no_access_token()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/introspect")
        {
            Content = new FormUrlEncodedContent([new("token", token)]),
        };
        request.Headers.Authorization = AppScene.Basic(app.ClientId, app.Secret!);
        request.Headers.Accept.ParseAdd("application/token-introspection+jwt");
        var answer = await Answer.OfAsync(await app.Http.SendAsync(request));
        Assert.Equal((200, "application/token-introspection+jwt"), (answer.Status, answer.ContentType));
        var signed = await VerifyAsync(answer.Body, app.ClientId);
        Assert.Equal("token-introspection+jwt", signed.Typ);
        Assert.False(signed.TryGetPayloadValue<string>("sub", out _));
        var described = signed.GetPayloadValue<JsonElement>("token_introspection");
        Assert.True(described.GetProperty("active").GetBoolean());
        Assert.Equal(app.User.Id, described.GetProperty("sub").GetString());
        (await app.UserInfoAsync(answer.Body)).Refused("invalid_token", 401);
    }

    [Fact]
    public async Task Rfc9701_S5_what_is_dead_is_inactive_in_the_signed_answer_too()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { IntrospectionSignedResponseAlg = "RS256" });
        var answer = await app.PostAsync("/introspect", ("token", "unknown"));
        var described = (await VerifyAsync(answer.Body, app.ClientId))
            .GetPayloadValue<JsonElement>("token_introspection");
        Assert.Equal("{\"active\":false}", described.GetRawText());
    }

    [Fact]
    public async Task Rfc9470_S6_2_introspection_says_when_and_how_the_person_signed_in()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        var described = (await app.PostAsync("/introspect", ("token", token))).Ok();
        Assert.Equal(
            portal.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds(),
            described.Json.GetProperty("auth_time").GetInt64());
    }

    [Fact]
    public async Task Core_S5_5_a_claim_that_was_asked_for_by_itself_is_given_where_it_was_asked_for()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync("openid");
        await portal.WriteAsync(db => db.AuthorizationCodes.Where(c => c.GrantId == app.GrantId).ExecuteUpdateAsync(
            s => s.SetProperty(
                c => c.RequestedClaims, """{"userinfo":{"email":null,"birthdate":null},"id_token":{"name":{"essential":true},"preferred_username":null}}""")));
        var tokens = (await app.RedeemAsync(code)).Ok();
        var claims = (await app.UserInfoAsync(tokens["access_token"]!)).Ok();
        Assert.Equal(["email", "sub"], claims.Json.EnumerateObject().Select(c => c.Name).Order());
        var idToken = new JsonWebToken(tokens["id_token"]!);
        Assert.Equal(app.User.UserName, idToken.GetPayloadValue<string>("preferred_username"));
        Assert.False(idToken.TryGetPayloadValue<string>("email", out _));
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task Rfc9068_S2_1_a_client_may_have_its_access_tokens_signed_by_rsa(string algorithm)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenSignedResponseAlg = algorithm });
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        Assert.Equal((algorithm, "at+jwt"), (new JsonWebToken(token).Alg, new JsonWebToken(token).Typ));
        (await app.UserInfoAsync(token)).Ok();
    }

    private async Task<JsonWebToken> VerifyAsync(string text, string audience)
    {
        using var http = portal.NewClient();
        var keys = new JsonWebKeySet(await http.GetStringAsync("/.well-known/jwks.json"));
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            text,
            new TokenValidationParameters
            {
                ValidIssuer = Portal.Issuer,
                ValidAudience = audience,
                IssuerSigningKeys = keys.GetSigningKeys(),
                LifetimeValidator = (_, expires, _, _) => expires is null || expires > portal.Clock.GetUtcNow().UtcDateTime,
            });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
