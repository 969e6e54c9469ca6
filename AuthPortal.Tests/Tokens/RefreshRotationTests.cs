using System.Text.Json;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Tokens;

public class RefreshRotationTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task Every_use_gives_a_new_refresh_token()
    {
        var app = await AppScene.CreateAsync(portal);
        var first = Refresh(await app.TokensAsync());
        var second = (await app.RefreshAsync(first)).Ok()["refresh_token"]!;
        var third = (await app.RefreshAsync(second)).Ok()["refresh_token"]!;
        Assert.Equal(3, new HashSet<string> { first, second, third }.Count);
        Assert.Equal(1, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_lost_answer_asked_for_again_gives_the_same_successor()
    {
        var app = await AppScene.CreateAsync(portal);
        var first = Refresh(await app.TokensAsync());
        var second = (await app.RefreshAsync(first)).Ok();
        portal.Clock.Advance(TimeSpan.FromSeconds(10));
        var again = (await app.RefreshAsync(first)).Ok();
        Assert.Equal(second["refresh_token"], again["refresh_token"]);
        Assert.NotEqual(second["access_token"], again["access_token"]);
        Assert.Equal(2, await app.RefreshTokensAsync());
    }

    [Fact]
    public async Task A_used_token_after_the_window_kills_the_family()
    {
        var app = await AppScene.CreateAsync(portal);
        var first = Refresh(await app.TokensAsync());
        var second = (await app.RefreshAsync(first)).Ok();
        portal.Clock.Advance(TimeSpan.FromSeconds(11));
        (await app.RefreshAsync(first)).Refused("invalid_grant");
        await AssertDeadAsync(app, second);
    }

    [Fact]
    public async Task A_used_token_whose_successor_was_used_kills_the_family_at_once()
    {
        var app = await AppScene.CreateAsync(portal);
        var first = Refresh(await app.TokensAsync());
        var second = (await app.RefreshAsync(first)).Ok();
        var third = (await app.RefreshAsync(second["refresh_token"]!)).Ok();
        (await app.RefreshAsync(first)).Refused("invalid_grant");
        await AssertDeadAsync(app, third);
    }

    [Fact]
    public async Task Another_client_can_neither_use_a_refresh_token_nor_kill_it()
    {
        var app = await AppScene.CreateAsync(portal);
        var other = await AppScene.CreateAsync(portal);
        var token = Refresh(await app.TokensAsync());
        (await other.RefreshAsync(token)).Refused("invalid_grant");
        (await app.RefreshAsync(token)).Ok();
    }

    [Fact]
    public async Task A_public_client_rotates_too()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        var first = Refresh(await app.TokensAsync());
        Assert.NotEqual(first, (await app.RefreshAsync(first)).Ok()["refresh_token"]);
    }

    [Fact]
    public async Task A_refresh_may_narrow_and_its_successor_keeps_the_original_scopes()
    {
        var app = await AppScene.CreateAsync(portal);
        var narrow = (await app.RefreshAsync(Refresh(await app.TokensAsync()), "openid email")).Ok();
        Assert.Equal("openid email", narrow["scope"]);
        Assert.Null((await app.UserInfoAsync(narrow["access_token"]!)).Ok()["name"]);
        var whole = (await app.RefreshAsync(narrow["refresh_token"]!)).Ok();
        Assert.Equal("openid profile email offline_access", whole["scope"]);
    }

    [Fact]
    public async Task A_refresh_never_widens_and_the_token_stays_good()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = Refresh(await app.TokensAsync("openid email"));
        (await app.RefreshAsync(token, "openid email profile")).Refused("invalid_scope");
        Assert.Equal(1, await app.RefreshTokensAsync());
        (await app.RefreshAsync(token)).Ok();
    }

    [Fact]
    public async Task A_refresh_gives_no_more_than_the_person_allows_now()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = Refresh(await app.TokensAsync());
        await portal.WriteAsync(db => db.Grants.Where(g => g.Id == app.GrantId)
            .ExecuteUpdateAsync(s => s.SetProperty(g => g.Scopes, "openid")));
        Assert.Equal("openid", (await app.RefreshAsync(token)).Ok()["scope"]);
    }

    [Fact]
    public async Task A_revoked_app_refreshes_no_more()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = await app.TokensAsync();
        await portal.WriteAsync(db => db.Grants.Where(g => g.Id == app.GrantId).ExecuteDeleteAsync());
        (await app.RefreshAsync(Refresh(tokens))).Refused("invalid_grant");
        Assert.Equal(401, (await app.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Status);
        Assert.Equal(0, await app.RefreshTokensAsync());
    }

    [Fact]
    public async Task A_refresh_token_that_lay_unused_too_long_is_refused()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { RefreshTokenLifetime = 100 });
        var token = Refresh(await app.TokensAsync());
        portal.Clock.Advance(TimeSpan.FromSeconds(99));
        var next = Refresh((await app.RefreshAsync(token)).Ok().Json);
        portal.Clock.Advance(TimeSpan.FromSeconds(100));
        (await app.RefreshAsync(next)).Refused("invalid_grant");
    }

    [Fact]
    public async Task The_ID_token_of_a_refresh_has_the_first_sign_in_and_no_nonce()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = await app.TokensAsync();
        portal.Clock.Advance(TimeSpan.FromHours(1));
        var later = (await app.RefreshAsync(Refresh(tokens))).Ok();
        var first = new JsonWebToken(tokens.GetProperty("id_token").GetString());
        var second = new JsonWebToken(later["id_token"]);
        Assert.Equal("n-0S6", first.GetPayloadValue<string>("nonce"));
        Assert.False(second.TryGetPayloadValue<string>("nonce", out _));
        Assert.Equal(first.GetPayloadValue<long>("auth_time"), second.GetPayloadValue<long>("auth_time"));
        Assert.True(second.IssuedAt > first.IssuedAt);
    }

    [Fact]
    public async Task Offline_access_that_a_person_unticked_gives_no_refresh_token()
    {
        var app = await AppScene.CreateAsync(portal, scopes: "openid", denied: "offline_access");
        var answer = (await app.RedeemAsync(await app.CodeAsync("openid"))).Ok();
        Assert.Null(answer["refresh_token"]);
        Assert.Equal(0, await app.RefreshTokensAsync());
        Assert.Equal(1, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_client_that_is_not_registered_for_it_gets_none()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { GrantTypes = ["authorization_code"] });
        var answer = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        Assert.Null(answer["refresh_token"]);
        (await app.RefreshAsync("x")).Refused("unauthorized_client");
    }

    [Fact]
    public async Task The_switch_turns_refresh_tokens_off_everywhere()
    {
        await using var without = new Portal { IsOnPostgres = portal.IsOnPostgres };
        without.Settings["OAuth:RefreshTokens"] = "false";
        var app = await AppScene.CreateAsync(without);
        Assert.Null((await app.RedeemAsync(await app.CodeAsync())).Ok()["refresh_token"]);
        Assert.Equal(0, await app.RefreshTokensAsync());
        (await app.RefreshAsync("x")).Refused("unsupported_grant_type");
        var metadata = await app.Http.GetStringAsync("/.well-known/oauth-authorization-server");
        Assert.DoesNotContain("refresh_token", metadata, StringComparison.Ordinal);
    }

    private static string Refresh(JsonElement tokens) => tokens.GetProperty("refresh_token").GetString()!;

    private async Task AssertDeadAsync(AppScene app, Answer latest)
    {
        Assert.Equal(0, await app.FamiliesAsync());
        (await app.RefreshAsync(latest["refresh_token"]!)).Refused("invalid_grant");
        Assert.Equal(401, (await app.UserInfoAsync(latest["access_token"]!)).Status);
        Assert.Equal(1, await portal.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.UserId == app.User.Id && e.Type == "app.refresh_token_replayed")));
    }
}
