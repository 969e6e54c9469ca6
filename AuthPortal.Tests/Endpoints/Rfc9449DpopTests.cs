using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>Demonstrating proof of possession: tokens that are worth nothing without their key.</summary>
public class Rfc9449DpopTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData("ES256", null)]
    [InlineData("PS256", null)]
    [InlineData("RS256", null)]
    [InlineData("ES256", "opaque")]
    public async Task S5_to_S7_a_bound_token_opens_userinfo_with_its_key(string algorithm, string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        using var client = new DpopClient(app, algorithm);
        var tokens = (await client.RedeemAsync(await app.CodeAsync(), client.TokenProof())).Ok();
        Assert.Equal("DPoP", tokens["token_type"]);
        var token = tokens["access_token"]!;
        (await client.UserInfoAsync(token, client.UserInfoProof(token))).Ok();
        var described = (await app.PostAsync("/introspect", ("token", token))).Ok();
        Assert.Equal("DPoP", described["token_type"]);
        Assert.Equal(client.Key.Thumbprint, described.Json.GetProperty("cnf").GetProperty("jkt").GetString());
        if (format is null)
        {
            Assert.Equal(
                client.Key.Thumbprint,
                new JsonWebToken(token).GetPayloadValue<JsonElement>("cnf").GetProperty("jkt").GetString());
        }
    }

    public static TheoryData<string> Spoiled =>
    [
        "typ", "no-jti", "no-htm", "htm", "no-htu", "htu-host", "htu-scheme", "htu-port", "htu-path", "htu-user",
        "no-iat", "iat-old", "iat-ahead", "nonce", "private-key", "other-key", "no-key", "none", "hmac", "text", "two",
    ];

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task S4_3_a_spoiled_proof_is_refused_and_nothing_is_issued(string how)
    {
        var app = await AppScene.CreateAsync(portal);
        using var client = new DpopClient(app);
        var code = await app.CodeAsync();
        var error = how == "nonce" ? "use_dpop_nonce" : "invalid_dpop_proof";
        (await client.RedeemAsync(code, Spoil(client, how))).Refused(error);
        Assert.Equal(0, await app.FamiliesAsync());
        (await client.RedeemAsync(code, client.TokenProof())).Ok();
    }

    [Fact]
    public async Task S4_3_query_and_fragment_of_htu_count_for_nothing()
    {
        var app = await AppScene.CreateAsync(portal);
        using var client = new DpopClient(app);
        var proof = client.TokenProof(c => c["htu"] = "HTTPS://PORTAL.example.test:443/token?a=b#c");
        (await client.RedeemAsync(await app.CodeAsync(), proof)).Ok();
    }

    [Fact]
    public async Task S11_1_a_proof_is_used_once()
    {
        var app = await AppScene.CreateAsync(portal);
        using var client = new DpopClient(app);
        var proof = client.TokenProof();
        (await client.RedeemAsync(await app.CodeAsync(), proof)).Ok();
        (await client.RedeemAsync(await app.CodeAsync(), proof)).Refused("invalid_dpop_proof");
    }

    [Fact]
    public async Task S11_1_of_twenty_at_once_one_succeeds()
    {
        var app = await AppScene.CreateAsync(portal);
        using var client = new DpopClient(app);
        var token = (await client.RedeemAsync(await app.CodeAsync(), client.TokenProof())).Ok()["access_token"]!;
        var proof = client.UserInfoProof(token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.UserInfoAsync(token, proof)));
        Assert.Single(answers, a => a.Status == 200);
    }

    [Fact]
    public async Task S5_a_refresh_token_of_a_public_client_needs_the_same_key()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        using var client = new DpopClient(app);
        using var thief = new DpopClient(app);
        var tokens = (await client.RedeemAsync(await app.CodeAsync(), client.TokenProof())).Ok();
        var refresh = tokens["refresh_token"]!;
        (await thief.RefreshAsync(refresh, thief.TokenProof())).Refused("invalid_grant");
        (await thief.RefreshAsync(refresh, proof: null)).Refused("invalid_grant");
        var next = (await client.RefreshAsync(refresh, client.TokenProof())).Ok();
        Assert.Equal("DPoP", next["token_type"]);
    }

    [Fact]
    public async Task S5_a_confidential_client_may_change_its_key()
    {
        var app = await AppScene.CreateAsync(portal);
        using var first = new DpopClient(app);
        using var second = new DpopClient(app);
        var tokens = (await first.RedeemAsync(await app.CodeAsync(), first.TokenProof())).Ok();
        var next = (await second.RefreshAsync(tokens["refresh_token"]!, second.TokenProof())).Ok();
        var token = next["access_token"]!;
        (await second.UserInfoAsync(token, second.UserInfoProof(token))).Ok();
        (await first.UserInfoAsync(token, first.UserInfoProof(token))).Refused("invalid_token", 401);
    }

    [Fact]
    public async Task S5_2_a_client_whose_tokens_are_bound_gets_none_without_a_proof()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { DpopBoundAccessTokens = true });
        using var client = new DpopClient(app);
        var code = await app.CodeAsync();
        (await client.RedeemAsync(code, proof: null)).Refused("invalid_dpop_proof");
        (await client.RedeemAsync(code, client.TokenProof())).Ok();
    }

    [Fact]
    public async Task S7_a_stolen_token_is_worth_nothing()
    {
        var app = await AppScene.CreateAsync(portal);
        using var client = new DpopClient(app);
        using var thief = new DpopClient(app);
        var token = (await client.RedeemAsync(await app.CodeAsync(), client.TokenProof())).Ok()["access_token"]!;
        var asBearer = (await client.UserInfoAsync(token, proof: null, "Bearer")).Refused("invalid_token", 401);
        Assert.StartsWith("DPoP algs=\"ES256 PS256 RS256\"", asBearer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        (await client.UserInfoAsync(token, proof: null)).Refused("invalid_token", 401);
        (await thief.UserInfoAsync(token, thief.UserInfoProof(token))).Refused("invalid_token", 401);
        (await client.UserInfoAsync(token, client.UserInfoProof("another"))).Refused("invalid_dpop_proof", 401);
        (await client.UserInfoAsync(token, client.UserInfoProof(token, c => c.Remove("ath"))))
            .Refused("invalid_dpop_proof", 401);
        (await client.UserInfoAsync(token, client.Proof("POST", Portal.Issuer + "/userinfo", token)))
            .Refused("invalid_dpop_proof", 401);
        (await client.UserInfoAsync(token, client.Proof("GET", Portal.Issuer + "/token", token)))
            .Refused("invalid_dpop_proof", 401);
        (await client.UserInfoAsync(token, client.UserInfoProof(token))).Ok();
    }

    [Fact]
    public async Task S7_1_a_bearer_token_is_not_dressed_up()
    {
        var app = await AppScene.CreateAsync(portal);
        using var client = new DpopClient(app);
        var token = (await app.RedeemAsync(await app.CodeAsync())).Ok()["access_token"]!;
        (await client.UserInfoAsync(token, client.UserInfoProof(token))).Refused("invalid_token", 401);
        (await client.UserInfoAsync(token, proof: null, "Bearer")).Ok();
    }

    [Fact]
    public async Task S8_a_nonce_is_offered_and_a_stale_one_refused_with_a_fresh_one()
    {
        var app = await AppScene.CreateAsync(portal);
        using var client = new DpopClient(app);
        var first = (await client.RedeemAsync(await app.CodeAsync(), client.TokenProof())).Ok();
        var nonce = first.Headers.GetValues("DPoP-Nonce").Single();
        (await client.RedeemAsync(await app.CodeAsync(), client.TokenProof(c => c["nonce"] = nonce))).Ok();
        portal.Clock.Advance(TimeSpan.FromMinutes(6));
        var stale = await client.RedeemAsync(await app.CodeAsync(), client.TokenProof(c => c["nonce"] = nonce));
        stale.Refused("use_dpop_nonce");
        var fresh = stale.Headers.GetValues("DPoP-Nonce").Single();
        (await client.RedeemAsync(await app.CodeAsync(), client.TokenProof(c => c["nonce"] = fresh))).Ok();
    }

    [Fact]
    public async Task S8_where_a_nonce_is_required_a_proof_without_one_is_refused()
    {
        await using var strict = new Portal { IsOnPostgres = portal.IsOnPostgres };
        strict.Settings["OAuth:DpopNonce"] = "required";
        var app = await AppScene.CreateAsync(strict);
        using var client = new DpopClient(app);
        var code = await app.CodeAsync();
        var refused = (await client.RedeemAsync(code, client.TokenProof())).Refused("use_dpop_nonce");
        var nonce = refused.Headers.GetValues("DPoP-Nonce").Single();
        var token = (await client.RedeemAsync(code, client.TokenProof(c => c["nonce"] = nonce))).Ok()["access_token"]!;
        (await client.UserInfoAsync(token, client.UserInfoProof(token))).Refused("use_dpop_nonce", 401);
        (await client.UserInfoAsync(token, client.UserInfoProof(token, c => c["nonce"] = nonce))).Ok();
    }

    [Fact]
    public async Task S10_a_code_bound_by_dpop_jkt_needs_that_key()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { SkipConsent = true });
        using var client = new DpopClient(app);
        using var thief = new DpopClient(app);
        (await thief.RedeemAsync(await BoundCodeAsync(app, client), thief.TokenProof())).Refused("invalid_grant");
        (await client.RedeemAsync(await BoundCodeAsync(app, client), proof: null)).Refused("invalid_grant");
        (await client.RedeemAsync(await BoundCodeAsync(app, client), client.TokenProof())).Ok();
    }

    [Fact]
    public async Task Metadata_names_the_algorithms_and_none_is_symmetric()
    {
        using var http = portal.NewClient();
        var metadata = await http.GetFromJsonAsync<JsonElement>("/.well-known/oauth-authorization-server");
        Assert.Equal(
            ["ES256", "PS256", "RS256"],
            metadata.GetProperty("dpop_signing_alg_values_supported").EnumerateArray().Select(a => a.GetString()));
    }

    private static string Spoil(DpopClient client, string how) => how switch
    {
        "typ" => client.Proof("POST", Portal.Issuer + "/token", type: "JWT"),
        "no-jti" or "no-htm" or "no-htu" or "no-iat" => client.TokenProof(c => c.Remove(how[3..])),
        "htm" => client.TokenProof(c => c["htm"] = "GET"),
        "htu-host" => client.TokenProof(c => c["htu"] = "https://evil.example.test/token"),
        "htu-scheme" => client.TokenProof(c => c["htu"] = "http://portal.example.test/token"),
        "htu-port" => client.TokenProof(c => c["htu"] = "https://portal.example.test:8443/token"),
        "htu-path" => client.TokenProof(c => c["htu"] = Portal.Issuer + "/token/"),
        "htu-user" => client.TokenProof(c => c["htu"] = "https://x@portal.example.test/token"),
        "iat-old" => client.TokenProof(c => c["iat"] = c["iat"]!.GetValue<long>() - 61),
        "iat-ahead" => client.TokenProof(c => c["iat"] = c["iat"]!.GetValue<long>() + 61),
        "nonce" => client.TokenProof(c => c["nonce"] = "made-up"),
        "private-key" => client.Proof("POST", Portal.Issuer + "/token", jwk: WithPrivatePart(client)),
        "other-key" => OtherKey(client),
        "no-key" => client.Key.Sign([], "dpop+jwt"),
        "none" => Unsigned(client),
        "hmac" => Hmac(client),
        "two" => client.TokenProof() + ", " + client.TokenProof(),
        _ => "text",
    };

    private static JsonObject WithPrivatePart(DpopClient client)
    {
        var jwk = client.Key.Jwk;
        jwk["d"] = "c2VjcmV0";
        return jwk;
    }

    private static string OtherKey(DpopClient client)
    {
        using var other = new ClientSigner();
        return client.Proof("POST", Portal.Issuer + "/token", jwk: other.Jwk);
    }

    private static string Unsigned(DpopClient client)
        => Base64UrlEncoder.Encode("{\"typ\":\"dpop+jwt\",\"alg\":\"none\",\"jwk\":" + client.Key.Jwk.ToJsonString() + "}")
            + "." + client.TokenProof().Split('.')[1] + ".";

    private static string Hmac(DpopClient client)
        => new JsonWebTokenHandler().CreateToken(
            "{}",
            new SigningCredentials(new SymmetricSecurityKey(new byte[32]), "HS256"),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["typ"] = "dpop+jwt",
                ["jwk"] = client.Key.Jwk.ToDictionary(m => m.Key, m => (object)m.Value!.ToString()),
            });

    private async Task<string> BoundCodeAsync(AppScene app, DpopClient client)
    {
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var visit = await browser.GoAsync(
            $"/authorize?client_id={app.ClientId}&redirect_uri={Uri.EscapeDataString(AppScene.Redirect)}"
            + $"&response_type=code&scope=openid&code_challenge={Pkce.Challenge(AppScene.Verifier)}"
            + $"&code_challenge_method=S256&dpop_jkt={client.Key.Thumbprint}");
        return visit.Answer["code"];
    }
}
