using AuthPortal.Clients.Registration;
using AuthPortal.Protocol;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Clients;

/// <summary>The profile fapi2: every rule of the FAPI 2.0 security profile at once.</summary>
public sealed class FapiProfileTests : IDisposable
{
    private readonly ClientSigner _key = new();

    private ClientMetadata Good => new()
    {
        ClientName = "Bank",
        RedirectUris = ["https://bank.example.test/cb"],
        GrantTypes = ["authorization_code", "refresh_token"],
        Scope = "openid",
        TokenEndpointAuthMethod = "private_key_jwt",
        Jwks = _key.Jwks,
        Profile = "fapi2",
        DpopBoundAccessTokens = true,
    };

    public void Dispose() => _key.Dispose();

    [Fact]
    public void What_holds_to_it_is_registered()
        => Assert.Empty(Check(Good));

    [Fact]
    public void S5_3_2_what_does_not_is_refused_by_the_rule_it_breaks()
    {
        (ClientMetadata Metadata, string Member)[] wrong =
        [
            (Good with { Profile = "fapi1" }, "profile"),
            (Good with { TokenEndpointAuthMethod = "client_secret_basic" }, "token_endpoint_auth_method"),
            (Good with { TokenEndpointAuthMethod = "none" }, "token_endpoint_auth_method"),
            (Good with { TokenEndpointAuthMethod = "client_secret_jwt" }, "token_endpoint_auth_method"),
            (Good with { DpopBoundAccessTokens = null }, "dpop_bound_access_tokens"),
            (Good with { RequirePkce = false }, "require_pkce"),
            (Good with { IdTokenSignedResponseAlg = "RS256" }, "id_token_signed_response_alg"),
            (Good with { RequestObjectSigningAlg = "none" }, "request_object_signing_alg"),
            (Good with { TokenEndpointAuthSigningAlg = "RS256" }, "token_endpoint_auth_signing_alg"),
            (Good with { RedirectUris = ["http://127.0.0.1/cb"] }, "redirect_uris"),
            (Good with { GrantTypes = ["authorization_code", GrantTypeName.DeviceCode] }, "grant_types"),
        ];
        foreach (var (metadata, member) in wrong)
        {
            Assert.Contains(Check(metadata), v => v.Member == member);
        }
    }

    [Fact]
    public async Task S5_3_2_2_a_request_that_was_not_pushed_is_refused()
    {
        await using var portal = new Portal();
        await portal.AddClientAsync("bank", Good with { RedirectUris = [Callback], SkipConsent = true });
        await portal.AddUserAsync("alice");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("alice");
        var visit = await browser.GoAsync(Address(("client_id", "bank"), ("scope", "openid")));
        await portal.IsRefusedAsync(visit, "invalid_request", "bank");
    }

    [Fact]
    public async Task S5_3_2_1_no_token_without_a_key()
    {
        await using var portal = new Portal();
        var app = await AppScene.CreateAsync(
            portal, m => m with { Profile = "fapi2", TokenEndpointAuthMethod = "none" });
        using var client = new DpopClient(app);
        var code = await app.CodeAsync();
        (await client.RedeemAsync(code, proof: null)).Refused("invalid_dpop_proof");
        (await client.RedeemAsync(code, client.TokenProof())).Ok();
    }

    private static IReadOnlyList<RuleViolation> Check(ClientMetadata metadata)
        => RegistrationRules.Check(metadata, new RegistrationContext(false, ScopeSet.Parse("openid")));
}
