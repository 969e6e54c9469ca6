using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Certification.CertificationPortal;

namespace AuthPortal.Tests.Certification;

/// <summary>The suite's Basic OP and Form Post OP modules on codes, tokens and claims.</summary>
public sealed class BasicOpTokenTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    private const string Profile = "name family_name given_name middle_name nickname preferred_username profile picture "
        + "website gender birthdate zoneinfo locale updated_at";

    public static TheoryData<string> Modes => BasicOpTests.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_server(string mode)
    {
        using var rp = await SignedInAsync(mode);
        var answer = await rp.AuthorizeAsync(("scope", "openid profile email"));
        Assert.True(answer["code"].Length * 6 >= 96, "A code measures at least 96 bits.");
        var tokens = (await rp.RedeemAsync(answer["code"])).Ok();
        rp.CheckIdToken(tokens, rp.Nonce);
        Assert.True(tokens.Headers.CacheControl?.NoStore);
        Assert.Equal("no-cache", tokens.Headers.Pragma.ToString());
    }

    [Theory]
    [InlineData("query", Client, "ES256")]
    [InlineData("query", RsaClient, "RS256")]
    [InlineData("form_post", RsaClient, "RS256")]
    public async Task Oidcc_idtoken_signature(string mode, string clientId, string algorithm)
    {
        using var rp = await SignedInAsync(mode, clientId);
        Assert.Equal(algorithm, new JsonWebToken((await rp.TokensAsync())["id_token"]!).Alg);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_idtoken_unsigned(string mode)
    {
        // Skipped by the suite where metadata does not offer it; then no client may get one either.
        using var rp = await SignedInAsync(mode);
        Assert.NotEqual("none", new JsonWebToken((await rp.TokensAsync())["id_token"]!).Alg);
        using var http = portal.NewClient();
        var metadata = await http.GetStringAsync("/.well-known/openid-configuration");
        Assert.DoesNotContain("\"none\"", JsonDocument.Parse(metadata).RootElement
            .GetProperty("id_token_signing_alg_values_supported").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query", "get")]
    [InlineData("query", "post-header")]
    [InlineData("query", "post-body")]
    [InlineData("form_post", "get")]
    [InlineData("form_post", "post-header")]
    [InlineData("form_post", "post-body")]
    public async Task Oidcc_userinfo_get_post_header_post_body(string mode, string how)
    {
        using var rp = await SignedInAsync(mode);
        var tokens = await rp.TokensAsync();
        var claims = (await rp.UserInfoAsync(tokens["access_token"]!, how)).Ok();
        Assert.Equal(new JsonWebToken(tokens["id_token"]!).Subject, claims["sub"]);
        Assert.Equal("application/json", claims.ContentType);
    }

    [Theory]
    [InlineData("query", "profile", Profile)]
    [InlineData("query", "email", "email email_verified")]
    [InlineData("query", "address", "address")]
    [InlineData("query", "phone", "phone_number phone_number_verified")]
    [InlineData("query", "profile email address phone",
        Profile + " email email_verified address phone_number phone_number_verified")]
    [InlineData("form_post", "profile", Profile)]
    [InlineData("form_post", "email", "email email_verified")]
    [InlineData("form_post", "address", "address")]
    [InlineData("form_post", "phone", "phone_number phone_number_verified")]
    [InlineData("form_post", "profile email address phone",
        Profile + " email email_verified address phone_number phone_number_verified")]
    public async Task Oidcc_scope_profile_email_address_phone_all(string mode, string scopes, string claims)
    {
        using var rp = await SignedInAsync(mode);
        var tokens = await rp.TokensAsync(("scope", "openid " + scopes));
        var given = (await rp.UserInfoAsync(tokens["access_token"]!)).Ok().Json;
        Assert.Equal(
            claims.Split(' ').Append("sub").Order(),
            given.EnumerateObject().Select(c => c.Name).Order());
        AssertTypes(given);
    }

    [Theory]
    [InlineData("query", 0)]
    [InlineData("query", 30)]
    [InlineData("form_post", 0)]
    [InlineData("form_post", 30)]
    public async Task Oidcc_codereuse_and_codereuse_30seconds(string mode, int secondsLater)
    {
        using var rp = await SignedInAsync(mode);
        var code = (await rp.AuthorizeAsync())["code"];
        var tokens = (await rp.RedeemAsync(code)).Ok();
        (await rp.UserInfoAsync(tokens["access_token"]!)).Ok();
        portal.Clock.Advance(TimeSpan.FromSeconds(secondsLater));
        (await rp.RedeemAsync(code)).Refused("invalid_grant");
        (await rp.UserInfoAsync(tokens["access_token"]!)).Refused("invalid_token", 401);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_server_client_secret_post(string mode)
    {
        using var rp = await SignedInAsync(mode, PostClient);
        await rp.TokensAsync();
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_refresh_token(string mode)
    {
        using var rp = await SignedInAsync(mode);
        using var other = new RelyingParty(portal, mode, OtherClient);
        var consent = await rp.GoAsync(("scope", "openid offline_access"), ("prompt", "consent"));
        var answer = rp.Read(await rp.Browser.SubmitAsync(consent, ("decision", "allow")));
        var first = (await rp.RedeemAsync(answer["code"])).Ok();
        portal.Clock.Advance(TimeSpan.FromSeconds(2));
        (await other.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"]!)))
            .Refused("invalid_grant");
        var second = (await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"]!)))
            .Ok();
        var (before, after) = (new JsonWebToken(first["id_token"]!), new JsonWebToken(second["id_token"]!));
        Assert.Equal((before.Issuer, before.Subject), (after.Issuer, after.Subject));
        Assert.Equal(before.Audiences, after.Audiences);
        Assert.True(after.IssuedAt > before.IssuedAt);
        Assert.Equal(RelyingParty.AuthTimeOf(first), RelyingParty.AuthTimeOf(second));
        Assert.NotEqual(first["access_token"], second["access_token"]);
        (await rp.UserInfoAsync(second["access_token"]!)).Ok();
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Oidcc_ensure_request_with_valid_pkce_succeeds(string mode)
    {
        using var rp = await SignedInAsync(mode);
        await rp.TokensAsync();
        var code = (await rp.AuthorizeAsync())["code"];
        (await rp.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback),
            ("code_verifier", new string('x', 43)))).Refused("invalid_grant");
    }

    private async Task<RelyingParty> SignedInAsync(string mode, string clientId = Client)
    {
        var rp = new RelyingParty(portal, mode, clientId);
        await rp.SignInAsync();
        return rp;
    }

    private static void AssertTypes(JsonElement claims)
    {
        foreach (var claim in claims.EnumerateObject())
        {
            var kind = claim.Name switch
            {
                "address" => JsonValueKind.Object,
                "updated_at" => JsonValueKind.Number,
                "email_verified" or "phone_number_verified" => claim.Value.GetBoolean()
                    ? JsonValueKind.True
                    : JsonValueKind.False,
                _ => JsonValueKind.String,
            };
            Assert.Equal((claim.Name, kind), (claim.Name, claim.Value.ValueKind));
        }
    }
}
