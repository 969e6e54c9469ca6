using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Certification.CertificationPortal;

namespace AuthPortal.Tests.Certification;

/// <summary>The modules of Basic, Hybrid, Implicit and Form Post OP on codes, tokens and claims.</summary>
public sealed class OpTokenTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    private const string Profile = "name family_name given_name middle_name nickname preferred_username profile picture "
        + "website gender birthdate zoneinfo locale updated_at";

    private const string Phone = "phone_number phone_number_verified";

    /// <summary>What an ID token says beside the person's claims.</summary>
    private static readonly string[] OfTheToken =
        ["iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "c_hash", "acr", "amr", "sid"];

    /// <summary>From the sign-in page on, with everything that the answers have to hold.</summary>
    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_server(string variant)
    {
        using var rp = new RelyingParty(portal, variant);
        var answer = await rp.SignInAgainAsync(await rp.GoAsync(("scope", "openid profile email")));
        if (!rp.HasCode)
        {
            return;
        }

        Assert.True(answer["code"].Length * 6 >= 96, "A code measures at least 96 bits.");
        var tokens = (await rp.RedeemAsync(answer["code"])).Ok();
        rp.CheckIdToken(tokens, rp.Nonce);
        Assert.True(tokens.Headers.CacheControl?.NoStore);
        Assert.Equal("no-cache", tokens.Headers.Pragma.ToString());
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_idtoken_signature(string variant)
    {
        using var rp = await SignedInAsync(variant);
        Assert.Equal("ES256", new JsonWebToken((await rp.AnyTokensAsync())["id_token"]).Alg);
        using var rsa = await SignedInAsync(variant, rp.ClientId == Client ? RsaClient : FrontRsaClient);
        Assert.Equal("RS256", new JsonWebToken((await rsa.AnyTokensAsync())["id_token"]).Alg);
    }

    /// <summary>The suite skips it where metadata does not offer it; then nobody may get one either.</summary>
    [Theory]
    [VariantData(nameof(Variants.Code))]
    public async Task Oidcc_idtoken_unsigned(string variant)
    {
        using var rp = await SignedInAsync(variant);
        Assert.NotEqual("none", new JsonWebToken((await rp.AnyTokensAsync())["id_token"]).Alg);
        using var http = portal.NewClient();
        var metadata = await http.GetStringAsync("/.well-known/openid-configuration");
        Assert.DoesNotContain(
            JsonDocument.Parse(metadata).RootElement.GetProperty("id_token_signing_alg_values_supported").EnumerateArray(),
            algorithm => algorithm.GetString() == "none");
    }

    [Theory]
    [VariantData(nameof(Variants.WithAccessToken))]
    public Task Oidcc_userinfo_get(string variant) => AssertUserInfoAsync(variant, "get");

    [Theory]
    [VariantData(nameof(Variants.WithAccessToken))]
    public Task Oidcc_userinfo_post_header(string variant) => AssertUserInfoAsync(variant, "post-header");

    [Theory]
    [VariantData(nameof(Variants.WithAccessToken))]
    public Task Oidcc_userinfo_post_body(string variant) => AssertUserInfoAsync(variant, "post-body");

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_scope_profile(string variant) => AssertScopeAsync(variant, "profile", Profile);

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_scope_email(string variant) => AssertScopeAsync(variant, "email", "email email_verified");

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_scope_address(string variant) => AssertScopeAsync(variant, "address", "address");

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_scope_phone(string variant) => AssertScopeAsync(variant, "phone", Phone);

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_scope_all(string variant)
        => AssertScopeAsync(variant, "profile email address phone", $"{Profile} email email_verified address {Phone}");

    [Theory]
    [VariantData(nameof(Variants.WithCode))]
    public Task Oidcc_codereuse(string variant) => AssertSingleUseAsync(variant, TimeSpan.Zero);

    [Theory]
    [VariantData(nameof(Variants.WithCode))]
    public Task Oidcc_codereuse_30seconds(string variant) => AssertSingleUseAsync(variant, TimeSpan.FromSeconds(30));

    [Theory]
    [VariantData(nameof(Variants.WithCode))]
    public async Task Oidcc_server_client_secret_post(string variant)
    {
        var front = Variants.ClientOf(variant) == FrontClient;
        using var rp = await SignedInAsync(variant, front ? FrontPostClient : PostClient);
        await rp.AnyTokensAsync();
    }

    [Theory]
    [VariantData(nameof(Variants.WithCode))]
    public async Task Oidcc_refresh_token(string variant)
    {
        using var rp = await SignedInAsync(variant);
        using var other = new RelyingParty(portal, variant, OtherClient);
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
    [VariantData(nameof(Variants.WithCode))]
    public async Task Oidcc_ensure_request_with_valid_pkce_succeeds(string variant)
    {
        using var rp = await SignedInAsync(variant);
        await rp.AnyTokensAsync();
        var code = (await rp.AuthorizeAsync())["code"];
        (await rp.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback),
            ("code_verifier", new string('x', 43)))).Refused("invalid_grant");
    }

    private async Task AssertUserInfoAsync(string variant, string how)
    {
        using var rp = await SignedInAsync(variant);
        var tokens = await rp.AnyTokensAsync();
        var claims = (await rp.UserInfoAsync(tokens["access_token"], how)).Ok();
        Assert.Equal(new JsonWebToken(tokens["id_token"]).Subject, claims["sub"]);
        Assert.Equal("application/json", claims.ContentType);
    }

    /// <summary>Exactly the claims of the scopes, each with its type.</summary>
    private async Task AssertScopeAsync(string variant, string scopes, string claims)
    {
        using var rp = await SignedInAsync(variant);
        var given = (await rp.ClaimsAsync(await rp.AnyTokensAsync(("scope", "openid " + scopes)))).EnumerateObject()
            .Where(c => rp.ResponseType != "id_token" || !OfTheToken.Contains(c.Name))
            .ToList();
        Assert.Equal(claims.Split(' ').Append("sub").Order(), given.Select(c => c.Name).Order());
        Assert.All(given, claim => Assert.Equal(
            claim.Name switch
            {
                "address" => JsonValueKind.Object,
                "updated_at" => JsonValueKind.Number,
                "email_verified" => JsonValueKind.True,
                "phone_number_verified" => JsonValueKind.False,
                _ => JsonValueKind.String,
            },
            claim.Value.ValueKind));
    }

    private async Task AssertSingleUseAsync(string variant, TimeSpan later)
    {
        using var rp = await SignedInAsync(variant);
        var code = (await rp.AuthorizeAsync())["code"];
        var tokens = (await rp.RedeemAsync(code)).Ok();
        (await rp.UserInfoAsync(tokens["access_token"]!)).Ok();
        portal.Clock.Advance(later);
        (await rp.RedeemAsync(code)).Refused("invalid_grant");
        (await rp.UserInfoAsync(tokens["access_token"]!)).Refused("invalid_token", 401);
    }

    private async Task<RelyingParty> SignedInAsync(string variant, string? clientId = null)
    {
        var rp = new RelyingParty(portal, variant, clientId);
        await rp.SignInAsync();
        return rp;
    }
}
