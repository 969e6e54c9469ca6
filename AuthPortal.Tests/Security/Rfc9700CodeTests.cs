using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Security.AttackPortal;

namespace AuthPortal.Tests.Security;

/// <summary>RFC 9700 §4.4 to §4.8: codes and tokens in the wrong hands or in the wrong session.</summary>
public sealed class Rfc9700CodeTests(AttackPortal portal) : IClassFixture<AttackPortal>
{
    private const string EvilServer = "https://as.evil.example.test";

    [Fact]
    public async Task Section_4_4_mix_up_each_answer_names_the_server_that_it_is_of()
    {
        // The app believes that it asked the attacker's server, which sent the browser on to us.
        using var victim = await portal.BrowserOfAsync();
        foreach (var changes in new (string, string?)[][] { [], [("scope", "unheard.of")], [("prompt", "none"), ("max_age", "0")] })
        {
            portal.Clock.Advance(TimeSpan.FromSeconds(1));
            var visit = await victim.GoAsync(Address(Honest, changes));
            Assert.Equal(Portal.Issuer, visit.Answer["iss"]);
            Assert.NotEqual(EvilServer, visit.Answer["iss"]);
        }

        var signed = await victim.GoAsync(Address(Honest, ("response_mode", "query.jwt")));
        Assert.Equal(Portal.Issuer, new JsonWebToken(signed.Answer["response"]).Issuer);
        using var http = portal.NewClient();
        var metadata = await Answer.OfAsync(await http.GetAsync("/.well-known/openid-configuration"));
        Assert.True(metadata.Json.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
    }

    [Fact]
    public async Task Section_4_4_mix_up_a_proof_that_was_made_for_another_server_is_worth_nothing_here()
    {
        using var key = new ClientSigner();
        await portal.AddClientAsync("mixed-up", new()
        {
            RedirectUris = [Callback],
            GrantTypes = ["authorization_code"],
            Scope = "openid",
            SkipConsent = true,
            TokenEndpointAuthMethod = "private_key_jwt",
            Jwks = key.Jwks,
        });
        var code = await portal.CodeAsync(client: "mixed-up", changes: ("scope", "openid"));
        await portal.ChangesNothingAsync(async () =>
        {
            foreach (var audience in new[] { EvilServer, EvilServer + "/token", Portal.Issuer + ".evil.example.test" })
            {
                (await SendAsync(key, code, audience)).Refused("invalid_client", 401);
            }
        });
        (await SendAsync(key, code, Portal.Issuer)).Ok();
    }

    [Fact]
    public async Task Section_4_4_mix_up_a_confidential_clients_code_and_verifier_are_worth_nothing_without_its_secret()
    {
        var code = await portal.CodeAsync();
        await portal.ChangesNothingAsync(async () =>
        {
            (await portal.RedeemAsync(code, Evil)).Refused("invalid_grant");
            (await portal.RedeemAsync(code, Spa)).Refused("invalid_grant");
            using var http = portal.NewClient();
            using var form = new FormUrlEncodedContent(
            [
                new("grant_type", "authorization_code"), new("client_id", Honest), new("code", code),
                new("redirect_uri", Callback), new("code_verifier", Verifier),
            ]);
            (await Answer.OfAsync(await http.PostAsync("/token", form))).Refused("invalid_client", 401);
        });
        (await portal.RedeemAsync(code)).Ok();
    }

    [Fact]
    public async Task Section_4_5_a_stolen_code_put_into_the_attackers_own_session_gives_nothing()
    {
        foreach (var client in new[] { Honest, Spa, Old })
        {
            // The app adds the verifier of the session that the code was put into.
            var stolen = await portal.CodeAsync(client: client);
            var before = await FamiliesAsync();
            (await portal.RedeemAsync(stolen, client, AttackersVerifier)).Refused("invalid_grant");
            (await portal.RedeemAsync(stolen, client, verifier: null)).Refused("invalid_grant");
            Assert.Equal(before, await FamiliesAsync());
        }
    }

    [Fact]
    public async Task Section_4_5_without_pkce_the_nonce_tells_the_app_whose_session_the_code_is_of()
    {
        var stolen = await portal.CodeAsync(client: Old, changes: [("code_challenge", null), ("code_challenge_method", null)]);
        var tokens = (await portal.RedeemAsync(stolen, Old, verifier: null)).Ok();
        Assert.Equal("of-the-victims-request", new JsonWebToken(tokens["id_token"]).GetPayloadValue<string>("nonce"));
    }

    [Fact]
    public async Task Section_4_5_a_code_redeemed_at_another_address_of_the_app_gives_nothing()
    {
        var stolen = await portal.CodeAsync();
        var before = await FamiliesAsync();
        (await portal.RedeemAsync(stolen, redirectUri: EvilCallback)).Refused("invalid_grant");
        Assert.Equal(before, await FamiliesAsync());
    }

    [Fact]
    public async Task Section_4_6_an_access_token_of_another_app_says_so_to_the_app_it_is_put_into()
    {
        using var victim = await portal.BrowserOfAsync();
        var consent = await victim.GoAsync(Address(Evil));
        var code = (await victim.SubmitAsync(consent, ("decision", "allow"))).Answer["code"];
        var token = (await portal.RedeemAsync(code, Evil, redirectUri: EvilCallback)).Ok()["access_token"]!;
        Assert.Equal(Evil, new JsonWebToken(token).GetPayloadValue<string>("client_id"));
        var told = (await portal.PostAsync("/introspect", Honest, ("token", token))).Ok();
        Assert.Equal("""{"active":false}""", told.Body);
    }

    [Fact]
    public async Task Section_4_7_an_attackers_code_put_into_the_victims_browser_is_refused_by_its_verifier_and_its_state()
    {
        var attackers = await portal.CodeAsync(Attacker, Spa, ("code_challenge", Pkce.Challenge(AttackersVerifier)));
        var before = await FamiliesAsync();
        (await portal.RedeemAsync(attackers, Spa)).Refused("invalid_grant");
        Assert.Equal(before, await FamiliesAsync());
        using var attacker = await portal.BrowserOfAsync(Attacker);
        var own = await attacker.GoAsync(Address(Spa, ("state", "of-the-attackers-browser")));
        Assert.Equal("of-the-attackers-browser", own.Answer["state"]);
    }

    [Fact]
    public async Task Section_4_7_another_site_can_answer_no_question_of_ours()
    {
        using var victim = await portal.BrowserOfAsync();
        var consent = await victim.GoAsync(Address(Evil, ("prompt", "consent")));
        Assert.Equal("/consent", consent.Address.AbsolutePath);
        await portal.ChangesNothingAsync(async () =>
        {
            using var form = new FormUrlEncodedContent([new("decision", "allow"), new("_handler", "consent")]);
            using var request = new HttpRequestMessage(HttpMethod.Post, consent.Address) { Content = form };
            request.Headers.Add("Origin", "https://evil.example.test");
            using var answer = await victim.Http.SendAsync(request);
            Assert.Equal(400, (int)answer.StatusCode);
        });
        var again = await victim.GoAsync("/authorize" + consent.Address.Query);
        Assert.Equal("/consent", again.Address.AbsolutePath);
    }

    [Fact]
    public async Task Section_4_8_a_challenge_taken_out_of_the_request_leaves_a_code_that_a_verifier_does_not_fit()
    {
        // The app allows going without; the attacker takes the challenge out, and the app sends its verifier all the same.
        var code = await portal.CodeAsync(client: Old, changes: [("code_challenge", null), ("code_challenge_method", null)]);
        var before = await FamiliesAsync();
        (await portal.RedeemAsync(code, Old)).Refused("invalid_grant");
        Assert.Equal(before, await FamiliesAsync());
    }

    [Theory]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge", "")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge_method", null)]
    [InlineData("code_challenge_method", "s256")]
    public async Task Section_4_8_a_request_made_weaker_on_its_way_gets_no_code(string name, string? value)
    {
        using var victim = await portal.BrowserOfAsync();
        foreach (var client in new[] { Honest, Spa })
        {
            await portal.ChangesNothingAsync(async () =>
            {
                var visit = await victim.GoAsync(Address(client, (name, value)));
                Assert.Equal("invalid_request", visit.Answer["error"]);
                Assert.False(visit.Answer.ContainsKey("code"));
            });
        }
    }

    private async Task<Answer> SendAsync(ClientSigner key, string code, string audience)
    {
        var now = portal.Clock.GetUtcNow().ToUnixTimeSeconds();
        var proof = key.Sign(new JsonObject
        {
            ["iss"] = "mixed-up",
            ["sub"] = "mixed-up",
            ["aud"] = audience,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["jti"] = Secrets.Generate(),
        });
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", Callback),
            new("code_verifier", Verifier), new("client_assertion_type", ClientAssertions.Type),
            new("client_assertion", proof),
        ]);
        using var http = portal.NewClient();
        return await Answer.OfAsync(await http.PostAsync("/token", form));
    }

    private async Task<int> FamiliesAsync() => (await Rows.CountAsync(portal)).Families;
}
