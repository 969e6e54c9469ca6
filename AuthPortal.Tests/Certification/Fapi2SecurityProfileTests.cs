using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Registration;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Certification;

/// <summary>The modules of the FAPI 2.0 security profile, on a client with <c>"profile": "fapi2"</c>.</summary>
[Trait(Modules.Plan, Modules.Fapi2)]
public sealed class Fapi2SecurityProfileTests(Fapi2SecurityProfileTests.FapiPortal portal)
    : IClassFixture<Fapi2SecurityProfileTests.FapiPortal>
{
    [Fact]
    public async Task Fapi2_discovery_endpoint_verification()
    {
        using var http = portal.NewClient();
        var metadata = JsonDocument.Parse(await http.GetStringAsync("/.well-known/openid-configuration")).RootElement;
        Assert.Equal(Portal.Issuer, metadata.GetProperty("issuer").GetString());
        Assert.True(metadata.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        Assert.Equal(Portal.Issuer + "/par", metadata.GetProperty("pushed_authorization_request_endpoint").GetString());
        foreach (var (list, value) in new[]
        {
            ("token_endpoint_auth_methods_supported", "private_key_jwt"),
            ("token_endpoint_auth_signing_alg_values_supported", "PS256"),
            ("dpop_signing_alg_values_supported", "ES256"),
            ("code_challenge_methods_supported", "S256"),
            ("request_object_signing_alg_values_supported", "ES256"),
        })
        {
            Assert.Contains(metadata.GetProperty(list).EnumerateArray(), v => v.GetString() == value);
        }
    }

    [Fact]
    public async Task Fapi2_ensure_unsigned_authorization_request_without_using_par_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var address = "/authorize?" + string.Join(
            '&', bank.Request().Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        var visit = await bank.Browser.GoAsync(address);
        Assert.Equal("invalid_request", visit.Answer["error"]);
        Assert.False(visit.Answer.ContainsKey("code"));
    }

    [Fact]
    public async Task Fapi2_par_authorization_request_containing_request_uri_form_param()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var earlier = await bank.PushAsync();
        (await bank.PostAsync("/par", bank.Request(("request_uri", earlier)))).Refused("invalid_request");
        Assert.Equal(1, await bank.CountPushedAsync());
    }

    [Fact]
    public async Task Fapi2_par_attempt_reuse_request_uri()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var uri = await bank.PushAsync();
        Assert.NotEmpty((await bank.GoAsync(uri)).Answer["code"]);
        AssertShown(await bank.GoAsync(uri));
    }

    [Fact]
    public async Task Fapi2_par_attempt_to_use_request_uri_for_different_client()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        using var other = await FapiParty.CreateAsync(portal);
        AssertShown(await other.GoAsync(await bank.PushAsync()));
    }

    /// <summary>Nothing else can be registered for the profile, and no secret proves a client of it.</summary>
    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData("client_secret_jwt")]
    [InlineData("none")]
    public async Task Fapi2_ensure_private_key_jwt_or_mtls(string method)
    {
        using var registrant = new Registrant(portal);
        var answer = await registrant.RegisterAsync(new
        {
            client_name = "Bank",
            redirect_uris = new[] { "https://bank.example.test/cb" },
            token_endpoint_auth_method = method,
            profile = "fapi2",
            dpop_bound_access_tokens = true,
        });
        Assert.Equal((400, "invalid_client_metadata"), (answer.Status, answer["error"]));
        Assert.Null(answer["client_id"]);
    }

    [Fact]
    public async Task Fapi2_ensure_client_assertion_with_iss_aud_succeeds()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        Assert.Equal(201, (await bank.PostAsync("/par", bank.Request())).Status);
    }

    /// <summary>A list would let another server's assertion pass here, and so would an endpoint's address.</summary>
    [Fact]
    public async Task Fapi2_ensure_client_assertion_with_array_aud_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        foreach (JsonNode aud in new JsonNode[] { new JsonArray(Portal.Issuer), Portal.Issuer + "/par", Portal.Issuer + "/token" })
        {
            var assertion = bank.Assertion(c => c["aud"] = aud.DeepClone());
            (await bank.PostAsync("/par", bank.Request(), assertion: assertion)).Refused("invalid_client", 401);
        }

        Assert.Equal(0, await bank.CountPushedAsync());
    }

    [Fact]
    public async Task Fapi2_ensure_client_assertion_signed_by_another_client_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        using var other = await FapiParty.CreateAsync(portal);
        foreach (var key in new[] { other.Key, bank.RsaKey })
        {
            (await bank.PostAsync("/par", bank.Request(), assertion: bank.Assertion(key: key)))
                .Refused("invalid_client", 401);
        }

        Assert.Equal(0, await bank.CountPushedAsync());
    }

    [Fact]
    public async Task Fapi2_ensure_sender_constrained_tokens()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var code = await bank.CodeAsync();
        (await bank.RedeemAsync(code, proof: null)).Refused("invalid_dpop_proof");
        Assert.Equal(0, await bank.CountFamiliesAsync());
        var tokens = (await bank.RedeemAsync(code, bank.Proof("/token"))).Ok();
        Assert.Equal("DPoP", tokens["token_type"]);
        var token = tokens["access_token"]!;
        Assert.Equal(
            bank.Dpop.Thumbprint,
            new JsonWebToken(token).GetPayloadValue<JsonElement>("cnf").GetProperty("jkt").GetString());

        // As a bearer, without a proof and with somebody else's it is worth nothing.
        using var thief = new ClientSigner();
        Assert.Equal(401, (await bank.UserInfoAsync(string.Empty, "Bearer", token)).Status);
        Assert.Equal(401, (await bank.UserInfoAsync(string.Empty, "DPoP", token)).Status);
        var stolen = bank.Proof("/userinfo", "GET", token, thief);
        Assert.Equal(401, (await bank.UserInfoAsync(string.Empty, "DPoP", token, stolen)).Status);
        (await bank.UserInfoAsync(string.Empty, "DPoP", token, bank.Proof("/userinfo", "GET", token))).Ok();
    }

    [Fact]
    public async Task Fapi2_ensure_dpop_auth_code_binding_success()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var code = await bank.CodeAsync(("dpop_jkt", bank.Dpop.Thumbprint));
        (await bank.RedeemAsync(code, bank.Proof("/token"))).Ok();
    }

    /// <summary>Bound by dpop_jkt, or by a proof at /par.</summary>
    [Fact]
    public async Task Fapi2_ensure_dpop_auth_code_binding_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        using var thief = new ClientSigner();
        var pushed = await bank.PostAsync("/par", bank.Request(), bank.Proof("/par"));
        var codes = new[]
        {
            await bank.CodeAsync(("dpop_jkt", bank.Dpop.Thumbprint)),
            (await bank.GoAsync(pushed["request_uri"]!)).Answer["code"],
        };
        foreach (var code in codes)
        {
            var answer = await bank.RedeemAsync(code, bank.Proof("/token", key: thief));
            Assert.Contains(answer["error"], new[] { "invalid_grant", "invalid_dpop_proof" });
            Assert.Equal((400, null), (answer.Status, answer["access_token"]));
        }

        Assert.Equal(0, await bank.CountFamiliesAsync());
    }

    [Fact]
    public async Task Fapi2_ensure_authorization_code_is_bound_to_client()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        using var other = await FapiParty.CreateAsync(portal);
        (await other.RedeemAsync(await bank.CodeAsync(), other.Proof("/token"))).Refused("invalid_grant");
        Assert.Equal(0, await other.CountFamiliesAsync());
    }

    /// <summary>Though the server's own setting gives codes ten minutes.</summary>
    [Fact]
    public async Task Fapi2_authorization_code_lives_60_seconds_at_most()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var (early, late) = (await bank.CodeAsync(), await bank.CodeAsync());
        portal.Clock.Advance(TimeSpan.FromSeconds(58));
        (await bank.RedeemAsync(early, bank.Proof("/token"))).Ok();
        portal.Clock.Advance(TimeSpan.FromSeconds(3));
        (await bank.RedeemAsync(late, bank.Proof("/token"))).Refused("invalid_grant");
        Assert.Equal(1, await bank.CountFamiliesAsync());
    }

    [Fact]
    public async Task Fapi2_ensure_iss_in_authorization_response()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var granted = await bank.GoAsync(await bank.PushAsync());
        Assert.Equal((Portal.Issuer, "s-1"), (granted.Answer["iss"], granted.Answer["state"]));
        using var nobody = new Browser(portal);
        var uri = Uri.EscapeDataString(await bank.PushAsync(("prompt", "none")));
        var refused = await nobody.GoAsync($"/authorize?client_id={bank.ClientId}&request_uri={uri}");
        Assert.Equal((Portal.Issuer, "login_required"), (refused.Answer["iss"], refused.Answer["error"]));
    }

    [Fact]
    public async Task Fapi2_ensure_access_token_in_query_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var token = (await bank.RedeemAsync(await bank.CodeAsync(), bank.Proof("/token"))).Ok()["access_token"]!;
        var proof = bank.Proof("/userinfo", "GET", token);
        Assert.Equal(401, (await bank.UserInfoAsync($"?access_token={token}", proof: proof)).Status);
    }

    [Fact]
    public async Task Fapi2_ensure_pkce_required()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        (await bank.PostAsync("/par", bank.Request(("code_challenge", null), ("code_challenge_method", null))))
            .Refused("invalid_request");
        (await bank.PostAsync("/par", bank.Request(("code_challenge_method", "plain")))).Refused("invalid_request");
        Assert.Equal(0, await bank.CountPushedAsync());
    }

    /// <summary>The new access token is bound to the same key.</summary>
    [Fact]
    public async Task Fapi2_refresh_token()
    {
        using var bank = await FapiParty.CreateAsync(portal);
        var tokens = (await bank.RedeemAsync(await bank.CodeAsync(), bank.Proof("/token"))).Ok();
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = tokens["refresh_token"]!,
        };
        (await bank.PostAsync("/token", form)).Refused("invalid_dpop_proof");
        var refreshed = (await bank.PostAsync("/token", form, bank.Proof("/token"))).Ok();
        Assert.Equal(
            bank.Dpop.Thumbprint,
            new JsonWebToken(refreshed["access_token"]).GetPayloadValue<JsonElement>("cnf").GetProperty("jkt").GetString());
    }

    private static void AssertShown(Visit visit)
        => Assert.Equal((HttpStatusCode.BadRequest, null), (visit.Status, visit.LeftFor));

    /// <summary>With codes that live for ten minutes, and open registration.</summary>
    public sealed class FapiPortal : Portal
    {
        public FapiPortal()
        {
            Settings["OAuth:TokenLifetimes:code"] = "600";
            Settings["OAuth:DynamicRegistration"] = "open";
        }
    }
}
