using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

public class Rfc7009RevocationTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task A_revoked_refresh_token_takes_its_family_along()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        (await RevokeAsync(app, tokens["refresh_token"])).Ok();
        (await app.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        Assert.Equal(401, (await app.UserInfoAsync(tokens["access_token"]!)).Status);
        Assert.Equal(0, await app.FamiliesAsync());
        Assert.Equal(1, await portal.ReadAsync(db => db.Grants.CountAsync(g => g.Id == app.GrantId)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    public async Task A_revoked_access_token_ends_alone(string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        (await app.UserInfoAsync(tokens["access_token"]!)).Ok();
        (await RevokeAsync(app, tokens["access_token"])).Ok();
        (await RevokeAsync(app, tokens["access_token"])).Ok();
        Assert.Equal(401, (await app.UserInfoAsync(tokens["access_token"]!)).Status);
        (await app.RefreshAsync(tokens["refresh_token"]!)).Ok();
    }

    [Theory]
    [InlineData("refresh_token", null)]
    [InlineData("access_token", null)]
    [InlineData("access_token", "opaque")]
    public async Task A_token_of_another_client_is_refused_and_lives_on(string kind, string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var other = await AppScene.CreateAsync(portal);
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        (await RevokeAsync(other, tokens[kind])).Refused("invalid_grant");
        (await app.UserInfoAsync(tokens["access_token"]!)).Ok();
        (await app.RefreshAsync(tokens["refresh_token"]!)).Ok();
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public async Task An_unknown_token_is_no_error(string token)
        => (await RevokeAsync(await AppScene.CreateAsync(portal), token)).Ok();

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("made_up")]
    public async Task A_hint_may_be_wrong(string hint)
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        (await app.PostAsync("/revoke", ("token", tokens["refresh_token"]), ("token_type_hint", hint))).Ok();
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_public_client_revokes_its_own()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        (await RevokeAsync(app, (await app.RedeemAsync(await app.CodeAsync()))["refresh_token"])).Ok();
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_client_that_fails_to_authenticate_revokes_nothing()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = await app.RedeemAsync(await app.CodeAsync());
        (await (app with { Secret = "wrong" }).PostAsync("/revoke", ("token", tokens["refresh_token"])))
            .Refused("invalid_client", 401);
        Assert.Equal(1, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_request_without_a_token_is_invalid()
        => (await RevokeAsync(await AppScene.CreateAsync(portal), token: null)).Refused("invalid_request");

    [Fact]
    public async Task A_revoked_token_of_a_client_for_itself_is_dead()
    {
        var name = AppScene.NextName();
        var metadata = new ClientMetadata { GrantTypes = ["client_credentials"] };
        await portal.AddClientAsync(name, metadata, "machine-secret");
        var app = await AppScene.CreateAsync(portal) with { ClientId = name, Secret = "machine-secret" };
        var token = (await app.TokenAsync(("grant_type", "client_credentials"))).Ok()["access_token"];
        Assert.Equal("True", (await app.PostAsync("/introspect", ("token", token)))["active"]);
        (await RevokeAsync(app, token)).Ok();
        Assert.Equal("False", (await app.PostAsync("/introspect", ("token", token)))["active"]);
    }

    [Fact]
    public async Task Only_POST_is_allowed()
        => Assert.Equal(405, (int)(await portal.NewClient().GetAsync("/revoke?token=x")).StatusCode);

    private static Task<Answer> RevokeAsync(AppScene app, string? token) => app.PostAsync("/revoke", ("token", token));
}
