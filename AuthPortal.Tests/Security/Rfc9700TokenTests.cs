using AuthPortal.Protocol;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Security.AttackPortal;

namespace AuthPortal.Tests.Security;

/// <summary>RFC 9700 §4.9, §4.10, §4.13 and §4.14: tokens in the hands of others.</summary>
public sealed class Rfc9700TokenTests(AttackPortal portal) : IClassFixture<AttackPortal>
{
    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Section_4_9_1_a_token_that_was_given_to_a_counterfeit_api_opens_nothing_else(string format)
    {
        var client = "lured-" + format;
        await portal.AddClientAsync(
            client,
            new()
            {
                RedirectUris = [Callback],
                GrantTypes = ["authorization_code", "refresh_token"],
                Scope = "openid profile email notes.read offline_access",
                SkipConsent = true,
                AccessTokenFormat = format,
            },
            Secret);
        var code = await portal.CodeAsync(client: client, changes: [("scope", "openid profile notes.read offline_access"), ("resource", EvilApi)]);
        var tokens = (await portal.TokenAsync(
            client, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback),
            ("code_verifier", Verifier), ("resource", EvilApi))).Ok();
        var token = tokens["access_token"]!;
        var told = (await portal.PostAsync("/introspect", client, ("token", token))).Ok();
        Assert.Equal(EvilApi, told["aud"]);
        Assert.DoesNotContain("notes.read", told["scope"], StringComparison.Ordinal);
        var answer = (await portal.UserInfoAsync(token)).Refused("invalid_token", 401);
        Assert.Null(answer["sub"]);
        Assert.Null(answer["name"]);
    }

    [Fact]
    public async Task Section_4_9_1_an_honest_apis_token_still_opens_the_persons_claims_where_the_app_asked_for_both()
    {
        var code = await portal.CodeAsync(changes: ("scope", "openid profile notes.read"));
        var token = (await portal.RedeemAsync(code)).Ok()["access_token"]!;
        Assert.Equal([Api, Portal.Issuer], new JsonWebToken(token).Audiences);
        (await portal.UserInfoAsync(token)).Ok();
    }

    [Fact]
    public async Task Section_4_9_2_what_was_read_in_a_compromised_apis_log_is_worth_nothing_once_revoked()
    {
        var tokens = (await portal.RedeemAsync(await portal.CodeAsync())).Ok();
        var token = tokens["access_token"]!;
        (await portal.PostAsync("/revoke", Honest, ("token", token))).Ok();
        (await portal.UserInfoAsync(token)).Refused("invalid_token", 401);
        Assert.Equal("""{"active":false}""", (await portal.PostAsync("/introspect", Honest, ("token", token))).Body);
    }

    [Fact]
    public async Task Section_4_10_1_a_stolen_token_that_is_bound_to_a_key_is_worth_nothing_without_it()
    {
        var scene = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        using var app = new DpopClient(scene);
        using var thief = new DpopClient(scene);
        var tokens = (await app.RedeemAsync(await scene.CodeAsync(), app.TokenProof())).Ok();
        var token = tokens["access_token"]!;
        var seen = app.UserInfoProof(token);
        (await app.UserInfoAsync(token, seen)).Ok();
        await portal.ChangesNothingAsync(async () =>
        {
            (await portal.UserInfoAsync(token)).Refused("invalid_token", 401);
            (await thief.UserInfoAsync(token, thief.UserInfoProof(token))).Refused("invalid_token", 401);
            (await thief.UserInfoAsync(token, seen)).Refused("invalid_dpop_proof", 401);
            (await thief.UserInfoAsync(token, app.TokenProof())).Refused("invalid_dpop_proof", 401);
            (await thief.RefreshAsync(tokens["refresh_token"]!, thief.TokenProof())).Refused("invalid_grant");
            (await scene.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        });
        (await app.RefreshAsync(tokens["refresh_token"]!, app.TokenProof())).Ok();
    }

    [Fact]
    public async Task Section_4_10_2_a_token_for_one_api_is_not_shown_to_another()
    {
        var other = await AppScene.CreateAsync(portal);
        var token = (await portal.RedeemAsync(await portal.CodeAsync(changes: ("scope", "openid notes.read")))).Ok()["access_token"];
        Assert.Equal("""{"active":false}""", (await other.PostAsync("/introspect", ("token", token))).Ok().Body);
    }

    [Fact]
    public async Task Section_4_13_what_a_stranger_writes_into_a_proxys_headers_changes_nothing()
    {
        using var stranger = portal.NewClient();
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-Host", "evil.example.test"), ("X-Forwarded-Proto", "http"), ("X-Forwarded-For", "127.0.0.1"),
            ("X-Forwarded-Prefix", "/evil"), ("Forwarded", "host=evil.example.test;proto=http"),
            ("X-Original-URL", "/userinfo"), ("X-Client-Cert", "MIIB"), ("Client-Cert", ":MIIB:"),
        })
        {
            stranger.DefaultRequestHeaders.Add(name, value);
        }

        var metadata = await Answer.OfAsync(await stranger.GetAsync("/.well-known/openid-configuration"));
        Assert.DoesNotContain("evil", metadata.Body, StringComparison.Ordinal);
        using var sent = await stranger.GetAsync(Address());
        Assert.StartsWith("/login?interaction=", sent.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", Honest)]);
        (await Answer.OfAsync(await stranger.PostAsync("/token", form))).Refused("invalid_client", 401);
    }

    [Theory]
    [InlineData(Honest)]
    [InlineData(Spa)]
    public async Task Section_4_14_2_a_stolen_refresh_token_used_after_the_app_did_ends_both(string client)
    {
        var stolen = (await portal.RedeemAsync(await portal.CodeAsync(client: client), client)).Ok()["refresh_token"]!;
        var apps = (await portal.RefreshAsync(stolen, client)).Ok();
        portal.Clock.Advance(TimeSpan.FromSeconds(30));
        (await portal.RefreshAsync(stolen, client)).Refused("invalid_grant");
        (await portal.RefreshAsync(apps["refresh_token"]!, client)).Refused("invalid_grant");
        (await portal.UserInfoAsync(apps["access_token"]!)).Refused("invalid_token", 401);
    }

    [Fact]
    public async Task Section_4_14_2_a_stolen_refresh_token_used_before_the_app_ends_with_the_apps_next_use()
    {
        var stolen = (await portal.RedeemAsync(await portal.CodeAsync(client: Spa), Spa)).Ok()["refresh_token"]!;
        var thiefs = (await portal.RefreshAsync(stolen, Spa)).Ok();
        thiefs = (await portal.RefreshAsync(thiefs["refresh_token"]!, Spa)).Ok();
        (await portal.RefreshAsync(stolen, Spa)).Refused("invalid_grant");
        (await portal.RefreshAsync(thiefs["refresh_token"]!, Spa)).Refused("invalid_grant");
        (await portal.UserInfoAsync(thiefs["access_token"]!)).Refused("invalid_token", 401);
    }

    [Fact]
    public async Task Section_4_14_2_a_refresh_token_belongs_to_its_client_its_scope_and_its_resources()
    {
        var code = await portal.CodeAsync(changes: [("scope", "openid offline_access"), ("resource", Api)]);
        var token = (await portal.RedeemAsync(code)).Ok()["refresh_token"]!;
        await portal.ChangesNothingAsync(async () =>
        {
            (await portal.RefreshAsync(token, Evil)).Refused("invalid_grant");
            (await portal.RefreshAsync(token, Spa)).Refused("invalid_grant");
            (await portal.TokenAsync(
                Honest, ("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid email"))).Refused("invalid_scope");
            (await portal.TokenAsync(
                Honest, ("grant_type", "refresh_token"), ("refresh_token", token), ("resource", EvilApi))).Refused("invalid_target");
        });
        (await portal.RefreshAsync(token)).Ok();
    }

    [Fact]
    public async Task Section_4_14_2_a_refresh_token_that_nobody_used_for_long_has_ended()
    {
        var token = (await portal.RedeemAsync(await portal.CodeAsync(client: Spa), Spa)).Ok()["refresh_token"]!;
        portal.Clock.Advance(TimeSpan.FromSeconds(new TokenLifetimes().RefreshToken + 1));
        var before = await Rows.CountAsync(portal);
        (await portal.RefreshAsync(token, Spa)).Refused("invalid_grant");

        // What has ended is swept away at any time; nothing may have come.
        var after = await Rows.CountAsync(portal);
        Assert.True(after.RefreshTokens <= before.RefreshTokens && after.Families <= before.Families);
        Assert.Equal(before.AccessTokens, after.AccessTokens);
    }
}
