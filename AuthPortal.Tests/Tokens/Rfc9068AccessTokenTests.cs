using System.Security.Cryptography;
using System.Text;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

#pragma warning disable CA5404 // The signature is what is checked here; audience and times are asserted one by one.

namespace AuthPortal.Tests.Tokens;

public sealed class Rfc9068AccessTokenTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task An_access_token_says_what_the_RFC_asks_for()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = await CheckedAsync((await app.TokensAsync()).GetProperty("access_token").GetString()!);
        Assert.Equal(("at+jwt", "ES256"), (token.Typ, token.Alg));
        Assert.Equal(app.User.Id, token.Subject);
        Assert.Equal([Portal.Issuer], token.Audiences);
        Assert.Equal(app.ClientId, token.GetPayloadValue<string>("client_id"));
        Assert.Equal("openid profile email offline_access", token.GetPayloadValue<string>("scope"));
        Assert.Equal("session-1", token.GetPayloadValue<string>("sid"));
        Assert.Equal(app.GrantId.ToString("D"), token.GetPayloadValue<string>("gid"));
        Assert.Equal(43, token.Id.Length);
        Assert.Equal(TimeSpan.FromHours(1), token.ValidTo - token.IssuedAt);
        Assert.Equal(portal.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds(), token.GetPayloadValue<long>("auth_time"));
        var familyId = await portal.ReadAsync(
            db => db.TokenFamilies.Where(f => f.GrantId == app.GrantId).Select(f => f.Id).SingleAsync());
        Assert.Equal(familyId.ToString("D"), token.GetPayloadValue<string>("fid"));
    }

    [Fact]
    public async Task The_audience_is_the_APIs_that_the_scopes_open()
    {
        await portal.AddScopeAsync("aud.one", "One");
        await portal.AddScopeAsync("aud.two", "Two");
        await portal.AddResourceAsync("https://one.example.test", "One", "aud.one");
        await portal.AddResourceAsync("https://two.example.test", "Two", "aud.two");
        portal.Services.GetRequiredService<ScopeCatalog>().Forget();
        var app = await AppScene.CreateAsync(portal, scopes: "openid aud.one aud.two");
        var both = (await app.TokensAsync("openid aud.one aud.two")).GetProperty("access_token").GetString();
        Assert.Equal(["https://one.example.test", "https://two.example.test", Portal.Issuer], new JsonWebToken(both).Audiences);
        var one = (await app.TokensAsync("openid aud.one")).GetProperty("access_token").GetString();
        Assert.Equal(["https://one.example.test", Portal.Issuer], new JsonWebToken(one).Audiences);
    }

    [Theory]
    [InlineData(null, "ES256")]
    [InlineData("RS256", "RS256")]
    public async Task An_ID_token_is_signed_as_the_client_asked(string? asked, string algorithm)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { IdTokenSignedResponseAlg = asked });
        var tokens = await app.TokensAsync();
        var accessToken = tokens.GetProperty("access_token").GetString()!;
        var token = await CheckedAsync(tokens.GetProperty("id_token").GetString()!);
        Assert.Equal(algorithm, token.Alg);
        Assert.Equal("ES256", new JsonWebToken(accessToken).Alg);
        Assert.Equal(app.User.Id, token.Subject);
        Assert.Equal([app.ClientId], token.Audiences);
        Assert.Equal("n-0S6", token.GetPayloadValue<string>("nonce"));
        Assert.Equal("session-1", token.GetPayloadValue<string>("sid"));
        Assert.Equal(["pwd", "otp"], token.GetPayloadValue<string[]>("amr"));
        Assert.Equal(
            Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))[..16]),
            token.GetPayloadValue<string>("at_hash"));
        Assert.False(token.TryGetPayloadValue<string>("email", out _));
    }

    [Fact]
    public async Task Scope_claims_stand_in_the_ID_token_of_a_client_that_asked_for_them()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { ClaimsInIdToken = true });
        var token = new JsonWebToken((await app.TokensAsync("openid email")).GetProperty("id_token").GetString());
        Assert.Equal(app.User.Email, token.GetPayloadValue<string>("email"));
        Assert.False(token.TryGetPayloadValue<string>("name", out _));
        Assert.Equal(Portal.Issuer, token.Issuer);
    }

    [Fact]
    public async Task Without_openid_there_is_no_ID_token()
    {
        var app = await AppScene.CreateAsync(portal, scopes: "email");
        Assert.False((await app.TokensAsync("email")).TryGetProperty("id_token", out _));
    }

    [Fact]
    public async Task An_opaque_token_is_a_row_and_says_nothing()
    {
        await using var opaque = new Portal();
        opaque.Settings["OAuth:AccessTokenFormat"] = "opaque";
        var app = await AppScene.CreateAsync(opaque);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        Assert.Equal(43, token.Length);
        var row = await opaque.ReadAsync(db => db.AccessTokens.SingleAsync());
        Assert.Equal(Secrets.Hash(token), row.Hash);
        (await app.UserInfoAsync(token)).Ok();
    }

    [Theory]
    [InlineData("at+jwt", "none")]
    [InlineData("at+jwt", "HS256")]
    [InlineData("JWT", "ES256")]
    public async Task A_forged_token_is_refused(string type, string algorithm)
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        var payload = token.Split('.')[1];
        var header = Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"{{type}}"}""");
        var signature = algorithm == "HS256"
            ? Base64UrlEncoder.Encode(HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(await app.Http.GetStringAsync("/.well-known/jwks.json")),
                Encoding.ASCII.GetBytes($"{header}.{payload}")))
            : algorithm == "none" ? string.Empty : token.Split('.')[2];
        Assert.Equal(401, (await app.UserInfoAsync($"{header}.{payload}.{signature}")).Status);
    }

    /// <summary>Checks the signature with what is published, as a resource server would.</summary>
    private async Task<JsonWebToken> CheckedAsync(string token)
    {
        var keys = new JsonWebKeySet(await portal.NewClient().GetStringAsync("/.well-known/jwks.json"));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Portal.Issuer,
            ValidateAudience = false,
            ValidateLifetime = false,
            IssuerSigningKeys = keys.GetSigningKeys(),
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
