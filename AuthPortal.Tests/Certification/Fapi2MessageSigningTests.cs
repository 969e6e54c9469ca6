using System.Text.Json.Nodes;
using AuthPortal.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Certification;

/// <summary>The modules of FAPI 2.0 Message Signing: signed requests at /par, signed answers.</summary>
[Trait(Modules.Plan, Modules.Fapi2Signing)]
public sealed class Fapi2MessageSigningTests(Portal portal) : IClassFixture<Portal>
{
    private const int OverAnHour = 3_700;

    /// <summary>JARM: the answer is one JWT, which the published keys verify.</summary>
    [Fact]
    public async Task Fapi2_happy_flow_with_jarm()
    {
        using var bank = await FapiParty.CreateAsync(portal, signsRequests: true);
        var pushed = await bank.PushObjectAsync(bank.Object(c => c["response_mode"] = "jwt"));
        Assert.Equal(201, pushed.Status);
        var visit = await bank.GoAsync(pushed["request_uri"]!);
        var (name, response) = Assert.Single(visit.Answer);
        Assert.Equal("response", name);
        using var http = portal.NewClient();
        var checking = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            response,
            new TokenValidationParameters
            {
                ValidIssuer = Portal.Issuer,
                ValidAudience = bank.ClientId,
                ValidAlgorithms = ["ES256", "PS256"],
                IssuerSigningKeys = new JsonWebKeySet(await http.GetStringAsync("/.well-known/jwks.json")).GetSigningKeys(),
                LifetimeValidator = (_, expires, _, _) => expires > portal.Clock.GetUtcNow().UtcDateTime,
            });
        Assert.True(checking.IsValid, checking.Exception?.Message);
        var answer = (JsonWebToken)checking.SecurityToken;
        Assert.Equal("s-1", answer.GetPayloadValue<string>("state"));
        (await bank.RedeemAsync(answer.GetPayloadValue<string>("code"), bank.Proof("/token"))).Ok();
    }

    [Fact]
    public async Task Fapi2_ensure_unsigned_request_at_par_endpoint_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal, signsRequests: true);
        (await bank.PostAsync("/par", bank.Request())).Refused("invalid_request");
        Assert.Equal(0, await bank.CountPushedAsync());
    }

    [Fact]
    public Task Fapi2_ensure_request_object_with_multiple_aud_succeeds()
        => AssertAcceptedAsync((_, c) => c["aud"] = new JsonArray("https://other.example.test", Portal.Issuer));

    [Fact]
    public Task Fapi2_ensure_request_object_with_bad_aud_fails()
        => AssertRefusedAsync((_, c) => c["aud"] = "https://other.example.test");

    [Fact]
    public Task Fapi2_ensure_request_object_without_exp_fails() => AssertRefusedAsync((_, c) => c.Remove("exp"));

    [Fact]
    public Task Fapi2_ensure_request_object_without_nbf_fails() => AssertRefusedAsync((_, c) => c.Remove("nbf"));

    [Fact]
    public Task Fapi2_ensure_expired_request_object_fails() => AssertRefusedAsync((bank, c) => c["exp"] = bank.Now(-1));

    [Fact]
    public Task Fapi2_ensure_request_object_with_exp_over_60_fails()
        => AssertRefusedAsync((bank, c) => c["exp"] = bank.Now(OverAnHour));

    [Fact]
    public Task Fapi2_ensure_request_object_with_nbf_over_60_fails()
        => AssertRefusedAsync((bank, c) => c["nbf"] = bank.Now(-OverAnHour));

    [Fact]
    public Task Fapi2_ensure_request_object_with_nbf_8_seconds_in_the_future_is_accepted()
        => AssertAcceptedAsync((bank, c) => c["nbf"] = bank.Now(8));

    /// <summary>With a key that the client did register.</summary>
    [Fact]
    public async Task Fapi2_ensure_signed_request_object_with_RS256_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal, signsRequests: true);
        await AssertRefusedAsync(bank, bank.Object(key: bank.RsaKey));
    }

    [Fact]
    public async Task Fapi2_ensure_request_object_with_alg_none_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal, signsRequests: true);
        var payload = Base64UrlEncoder.Encode(bank.Claims().ToJsonString());
        await AssertRefusedAsync(bank, $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{payload}.");
    }

    [Fact]
    public async Task Fapi2_ensure_request_object_with_invalid_signature_fails()
    {
        using var bank = await FapiParty.CreateAsync(portal, signsRequests: true);
        var parts = bank.Object().Split('.');
        var others = bank.Object(c => c["state"] = "s-2").Split('.');
        await AssertRefusedAsync(bank, $"{parts[0]}.{parts[1]}.{others[2]}");
    }

    [Fact]
    public async Task Fapi2_ensure_matching_key_in_authorization_request()
    {
        using var bank = await FapiParty.CreateAsync(portal, signsRequests: true);
        using var other = await FapiParty.CreateAsync(portal, signsRequests: true);
        await AssertRefusedAsync(bank, bank.Object(key: other.Key));
    }

    private async Task AssertAcceptedAsync(Action<FapiParty, JsonObject> change)
    {
        using var bank = await FapiParty.CreateAsync(portal, signsRequests: true);
        var pushed = await bank.PushObjectAsync(bank.Object(c => change(bank, c)));
        Assert.Equal(201, pushed.Status);
        Assert.NotEmpty((await bank.GoAsync(pushed["request_uri"]!)).Answer["code"]);
    }

    private async Task AssertRefusedAsync(Action<FapiParty, JsonObject> change)
    {
        using var bank = await FapiParty.CreateAsync(portal, signsRequests: true);
        await AssertRefusedAsync(bank, bank.Object(c => change(bank, c)));
    }

    /// <summary>Nothing else is wrong: the right object is accepted.</summary>
    private static async Task AssertRefusedAsync(FapiParty bank, string requestObject)
    {
        (await bank.PushObjectAsync(requestObject)).Refused("invalid_request_object");
        Assert.Equal(0, await bank.CountPushedAsync());
        Assert.Equal(201, (await bank.PushObjectAsync(bank.Object())).Status);
    }
}
