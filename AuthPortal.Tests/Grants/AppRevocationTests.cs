using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Grants;

/// <summary>Taking back a single scope, or many apps at once.</summary>
public sealed class AppRevocationTests(Portal portal) : IClassFixture<Portal>
{
    private AppRevocation Revocation => portal.Services.GetRequiredService<AppRevocation>();

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task A_removed_scope_is_gone_from_the_token_in_hand_and_from_the_next_refresh(string format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var tokens = await app.TokensAsync();
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.True(await Revocation.RemoveAsync(app.User.Id, app.ClientId, "email", default));

        Assert.Equal("openid profile offline_access", (await app.PostAsync("/introspect", ("token", access)))["scope"]);
        Assert.Null((await app.UserInfoAsync(access)).Ok()["email"]);
        var refresh = tokens.GetProperty("refresh_token").GetString()!;
        Assert.Equal("openid profile offline_access", (await app.PostAsync("/introspect", ("token", refresh)))["scope"]);
        var refreshed = (await app.RefreshAsync(refresh)).Ok();
        Assert.Equal("openid profile offline_access", refreshed["scope"]);
        (await app.RefreshAsync(refreshed["refresh_token"]!, "email")).Refused("invalid_scope");
    }

    [Fact]
    public async Task A_token_of_which_nothing_is_left_is_inactive()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = await app.TokensAsync("email");
        await Revocation.RemoveAsync(app.User.Id, app.ClientId, "email", default);
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.Equal("False", (await app.PostAsync("/introspect", ("token", access)))["active"]);
        (await app.UserInfoAsync(access)).Refused("invalid_token", 401);
        var refresh = tokens.GetProperty("refresh_token").GetString()!;
        Assert.Equal("False", (await app.PostAsync("/introspect", ("token", refresh)))["active"]);
        (await app.RefreshAsync(refresh)).Refused("invalid_scope");
    }

    [Fact]
    public async Task Without_the_scope_to_act_alone_nothing_is_left_to_refresh_with()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = await app.TokensAsync();
        await Revocation.RemoveAsync(app.User.Id, app.ClientId, "offline_access", default);
        Assert.Equal(0, await app.RefreshTokensAsync());
        (await app.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Refused("invalid_grant");
        (await app.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Ok();
        Assert.False((await app.TokensAsync("openid profile")).TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task Resource_servers_hear_of_the_tokens_that_carry_it_and_of_no_others()
    {
        var app = await AppScene.CreateAsync(portal);
        await app.TokensAsync("openid email");
        await app.TokensAsync("openid profile");
        await Revocation.RemoveAsync(app.User.Id, app.ClientId, "email", default);
        var families = await portal.ReadAsync(db => db.TokenFamilies.Where(f => f.GrantId == app.GrantId).ToListAsync());
        var told = await portal.ReadAsync(db => db.Revocations.Where(r => r.Claim == "fid").Select(r => r.Value).ToListAsync());
        Assert.Contains(families.Single(f => f.Scopes == "openid email").Id.ToString("D"), told);
        Assert.DoesNotContain(families.Single(f => f.Scopes == "openid profile").Id.ToString("D"), told);
    }

    [Fact]
    public async Task It_is_remembered_as_left_out_and_is_on_the_record()
    {
        var app = await AppScene.CreateAsync(portal);
        await Revocation.RemoveAsync(app.User.Id, app.ClientId, "email", default);
        var grant = await portal.ReadAsync(db => db.Grants.SingleAsync(g => g.Id == app.GrantId));
        Assert.Equal(("openid profile offline_access", "email"), (grant.Scopes, grant.DeniedScopes));
        var recorded = await portal.ReadAsync(db => db.AuditEvents.SingleAsync(
            e => e.UserId == app.User.Id && e.Type == AuditEventType.ScopeRemoved));
        Assert.Equal("email", recorded.Data["scopes"]);
    }

    [Theory]
    [InlineData("address")]
    [InlineData("openid profile")]
    [InlineData("")]
    [InlineData("EMAIL")]
    public async Task What_is_not_one_allowed_scope_changes_nothing(string scope)
    {
        var app = await AppScene.CreateAsync(portal);
        Assert.False(await Revocation.RemoveAsync(app.User.Id, app.ClientId, scope, default));
        var grant = await portal.ReadAsync(db => db.Grants.SingleAsync(g => g.Id == app.GrantId));
        Assert.Equal(("openid profile email offline_access", string.Empty), (grant.Scopes, grant.DeniedScopes));
    }

    [Fact]
    public async Task Nobody_takes_anything_from_somebody_else()
    {
        var mine = await AppScene.CreateAsync(portal);
        var theirs = await AppScene.CreateAsync(portal);
        await theirs.TokensAsync();
        Assert.False(await Revocation.RemoveAsync(mine.User.Id, theirs.ClientId, "email", default));
        Assert.Equal(new BulkImpact(0, 0), await Revocation.RevokeAsync(mine.User.Id, [theirs.ClientId], default));
        Assert.Equal(1, await theirs.FamiliesAsync());
    }

    [Fact]
    public async Task Many_go_at_once_each_on_the_record_and_the_others_stay()
    {
        var person = await portal.AddUserAsync("many");
        for (var i = 0; i < 6; i++)
        {
            await portal.AddClientAsync("many-" + i, new AuthPortal.Protocol.ClientMetadata { ClientName = "Many " + i });
            await portal.AddGrantAsync(person.Id, "many-" + i, "openid", places: 2);
        }

        var impact = await Revocation.RevokeAsync(person.Id, ["many-0", "many-1", "many-2", "many-3", "many-4", "unknown"], default);
        Assert.Equal(new BulkImpact(5, 10), impact);
        Assert.Equal("many-5", await portal.ReadAsync(db => db.Grants.Where(g => g.UserId == person.Id).Select(g => g.ClientId).SingleAsync()));
        Assert.Equal(5, await portal.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.UserId == person.Id && e.Type == AuditEventType.GrantRevoked)));
    }
}
