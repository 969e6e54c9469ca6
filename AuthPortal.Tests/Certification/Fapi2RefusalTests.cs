using System.Text.Json.Nodes;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Certification;

/// <summary>FAPI 2.0 Security Profile §5.3.2 and §5.4: what no module of the suite plays.</summary>
public sealed class Fapi2RefusalTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task S5_3_2_2_a_pushed_request_without_redirect_uri_is_refused()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        (await bank.PostAsync("/par", bank.Request(("redirect_uri", null), ("scope", "offline_access")))).Refused("invalid_request");
        Assert.Equal(0, await bank.CountPushedAsync());
    }

    [Theory]
    [InlineData("token")]
    [InlineData("id_token")]
    [InlineData("code id_token")]
    [InlineData("none")]
    public async Task S5_3_2_2_any_response_type_but_code_is_refused(string type)
    {
        using var bank = await FapiParty.CreateAsync(portal);
        (await bank.PostAsync("/par", bank.Request(("response_type", type)))).Refused("unsupported_response_type");
        Assert.Equal(0, await bank.CountPushedAsync());
    }

    [Fact]
    public async Task S5_3_2_2_a_request_is_not_pushed_without_client_authentication_and_lives_under_ten_minutes()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        using var http = portal.NewClient();
        using var form = new FormUrlEncodedContent(bank.Request());
        (await Answer.OfAsync(await http.PostAsync("/par", form))).Refused("invalid_client", 401);
        Assert.Equal(0, await bank.CountPushedAsync());
        var pushed = await bank.PostAsync("/par", bank.Request(("nonce", new string('n', 64)), ("state", new string('s', 1200))));
        Assert.InRange(pushed.Json.GetProperty("expires_in").GetInt32(), 1, 599);
        var visit = await bank.GoAsync(pushed["request_uri"]!);
        Assert.Equal(1200, visit.Answer["state"].Length);
        Assert.NotEmpty(visit.Answer["code"]);
    }

    [Theory]
    [InlineData("iat")]
    [InlineData("nbf")]
    public async Task S5_3_2_1_a_jwt_from_over_a_minute_ahead_is_refused_and_one_of_ten_seconds_is_not(string claim)
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var ahead = bank.Assertion(c => c[claim] = bank.Now(61));
        (await bank.PostAsync("/par", bank.Request(), assertion: ahead)).Refused("invalid_client", 401);
        Assert.Equal(0, await bank.CountPushedAsync());
        var near = bank.Assertion(c => c[claim] = bank.Now(10));
        Assert.Equal(201, (await bank.PostAsync("/par", bank.Request(), assertion: near)).Status);
    }

    /// <summary>A lost answer costs the client nothing: the token that it has stays good.</summary>
    [Fact]
    public async Task S5_3_2_1_refresh_tokens_are_not_rotated()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var tokens = (await bank.RedeemAsync(await bank.CodeAsync(), bank.Proof("/token"))).Ok();
        for (var i = 0; i < 3; i++)
        {
            portal.Clock.Advance(TimeSpan.FromMinutes(5));
            var again = (await RefreshAsync(bank, tokens)).Ok();
            Assert.Equal(tokens["refresh_token"], again["refresh_token"]);
            Assert.NotEqual(tokens["access_token"], again["access_token"]);
        }

        Assert.Equal(1, await bank.CountFamiliesAsync());
        Assert.Equal(1, await portal.ReadAsync(db => db.RefreshTokens.CountAsync(t => t.Family!.Grant!.ClientId == bank.ClientId)));
    }

    [Fact]
    public async Task S5_3_2_1_one_that_lay_unused_too_long_or_is_anothers_is_refused_all_the_same()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        using var other = await FapiParty.CreateAsync(portal);
        var tokens = (await bank.RedeemAsync(await bank.CodeAsync(), bank.Proof("/token"))).Ok();
        (await RefreshAsync(other, tokens)).Refused("invalid_grant");
        (await RefreshAsync(bank, tokens)).Ok();
        portal.Clock.Advance(TimeSpan.FromSeconds(new AuthPortal.Protocol.TokenLifetimes().RefreshToken + 1));
        (await RefreshAsync(bank, tokens)).Refused("invalid_grant");
    }

    [Fact]
    public async Task S5_4_1_a_proof_signed_by_RS256_is_refused_at_the_token_endpoint_and_at_userinfo()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        using var rsa = new ClientSigner("RS256");
        using var pss = new ClientSigner("PS256");
        var code = await bank.CodeAsync();
        (await bank.RedeemAsync(code, bank.Proof("/token", key: rsa))).Refused("invalid_dpop_proof");
        Assert.Equal(0, await bank.CountFamiliesAsync());
        var token = (await bank.RedeemAsync(code, bank.Proof("/token", key: pss))).Ok()["access_token"]!;
        (await bank.UserInfoAsync(string.Empty, "DPoP", token, bank.Proof("/userinfo", "GET", token, rsa)))
            .Refused("invalid_dpop_proof", 401);
        (await bank.UserInfoAsync(string.Empty, "DPoP", token, bank.Proof("/userinfo", "GET", token, pss))).Ok();
    }

    [Theory]
    [InlineData("access_token_signed_response_alg", "RS256")]
    [InlineData("id_token_signed_response_alg", "RS256")]
    [InlineData("userinfo_signed_response_alg", "RS256")]
    [InlineData("introspection_signed_response_alg", "RS256")]
    [InlineData("authorization_signed_response_alg", "RS256")]
    [InlineData("token_endpoint_auth_signing_alg", "RS256")]
    [InlineData("request_object_signing_alg", "RS256")]
    [InlineData("request_object_signing_alg", "none")]
    [InlineData("require_pkce", "false")]
    [InlineData("grant_types", "[\"urn:ietf:params:oauth:grant-type:device_code\"]")]
    [InlineData("dpop_bound_access_tokens", "false")]
    [InlineData("redirect_uris", "[\"http://localhost/cb\"]")]
    public async Task S5_3_2_and_5_4_1_a_client_that_breaks_the_profile_is_not_registered(string member, string value)
    {
        using var key = new ClientSigner();
        using var registrant = new Registration.Registrant(portal);
        var metadata = new JsonObject
        {
            ["client_name"] = "Bank",
            ["redirect_uris"] = new JsonArray("https://bank.example.test/cb"),
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["jwks"] = JsonNode.Parse(key.Jwks.GetRawText()),
            ["profile"] = "fapi2",
            ["dpop_bound_access_tokens"] = true,
            [member] = value[0] is '[' or 'f' ? JsonNode.Parse(value) : value,
        };
        var before = await Rows.CountAsync(portal);
        var answer = await registrant.SendAsync(HttpMethod.Post, "/register", metadata.ToJsonString(), token: null);
        answer.Refused(member == "redirect_uris" ? "invalid_redirect_uri" : "invalid_client_metadata");
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    private static Task<Answer> RefreshAsync(FapiParty party, Answer tokens) => party.PostAsync(
        "/token",
        new() { ["grant_type"] = "refresh_token", ["refresh_token"] = tokens["refresh_token"]! },
        party.Proof("/token"));
}
