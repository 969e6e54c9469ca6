using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 6749 §3.2.1, §4.1.3, §6 and §10.2: nobody uses what was given to somebody else.</summary>
public sealed class ClientImpersonationTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task A_confidential_clients_tokens_need_its_secret_everywhere()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        var code = await app.CodeAsync();
        var before = await Rows.CountAsync(portal);
        foreach (var thief in new[] { app with { Secret = null }, app with { Secret = "wrong" }, app with { Secret = " " } })
        {
            (await thief.RedeemAsync(code)).Refused("invalid_client", 401);
            (await thief.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_client", 401);
            (await thief.PostAsync("/revoke", ("token", tokens["refresh_token"]))).Refused("invalid_client", 401);
            (await thief.PostAsync("/introspect", ("token", tokens["access_token"]))).Refused("invalid_client", 401);
        }

        Assert.Equal(before, await Rows.CountAsync(portal));
        (await app.RefreshAsync(tokens["refresh_token"]!)).Ok();
        (await app.RedeemAsync(code)).Ok();
    }

    [Fact]
    public async Task Another_public_client_can_use_neither_code_nor_refresh_token()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        var other = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        var code = await app.CodeAsync();
        var before = await Rows.CountAsync(portal);
        (await other.RedeemAsync(code)).Refused("invalid_grant");
        (await other.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        (await other.PostAsync("/revoke", ("token", tokens["refresh_token"]))).Refused("invalid_grant");
        Assert.Equal(before, await Rows.CountAsync(portal));
        (await app.RefreshAsync(tokens["refresh_token"]!)).Ok();
        (await app.RedeemAsync(code)).Ok();
    }

    [Fact]
    public async Task A_public_clients_code_without_its_verifier_gives_nothing()
    {
        // RFC 9700 §4.5: a stolen code is injected by who does not know the verifier of its request.
        var app = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        foreach (var verifier in new[] { null, new string('a', 43), Pkce.Challenge(AppScene.Verifier) })
        {
            (await app.TokenAsync(
                ("grant_type", "authorization_code"), ("code", await app.CodeAsync()),
                ("redirect_uri", AppScene.Redirect), ("code_verifier", verifier))).Refused("invalid_grant");
        }

        Assert.Equal((0, 0), (await app.FamiliesAsync(), await app.RefreshTokensAsync()));
    }

    [Fact]
    public async Task One_kind_of_credential_is_never_taken_for_another()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        var code = await app.CodeAsync();
        var before = await Rows.CountAsync(portal);
        (await app.RefreshAsync(code)).Refused("invalid_grant");
        (await app.RefreshAsync(tokens["access_token"]!)).Refused("invalid_grant");
        (await app.RefreshAsync(tokens["id_token"]!)).Refused("invalid_grant");
        (await app.RedeemAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        (await app.RedeemAsync(tokens["access_token"]!)).Refused("invalid_grant");
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Fact]
    public async Task What_nobody_knows_is_ignored_at_the_token_endpoint()
    {
        var app = await AppScene.CreateAsync(portal);
        (await app.TokenAsync(
            ("grant_type", "authorization_code"), ("code", await app.CodeAsync()), ("redirect_uri", AppScene.Redirect),
            ("code_verifier", AppScene.Verifier), ("unheard_of", "x"), ("audience", "y"), ("sub", "somebody"))).Ok();
    }
}
