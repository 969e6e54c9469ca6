using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Grants;

public sealed class ConnectedAppsTests(Portal portal) : IClassFixture<Portal>
{
    private ConnectedApps Apps => portal.Services.GetRequiredService<ConnectedApps>();

    private AppRevocation Revocation => portal.Services.GetRequiredService<AppRevocation>();

    private GrantNotices Notices => portal.Services.GetRequiredService<GrantNotices>();

    [Fact]
    public async Task One_row_an_app_however_many_sign_ins()
    {
        var scene = await AppScene.CreateAsync(portal);
        await scene.TokensAsync();
        await scene.TokensAsync("openid");
        var app = Assert.Single(await Apps.ListAsync(scene.User.Id, default));
        Assert.Equal(scene.ClientId, app.ClientId);
        Assert.Equal("openid profile email offline_access", app.Scopes.ToString());
        Assert.Equal(2, app.SignedInPlaces);
        Assert.Equal(portal.Clock.GetUtcNow(), app.LastUsedAt);
        Assert.Equal("Browser", app.LastUserAgent);
    }

    [Fact]
    public async Task Sign_ins_that_have_ended_are_not_counted_and_the_app_stays()
    {
        var scene = await AppScene.CreateAsync(portal);
        await scene.TokensAsync();
        var later = portal.Clock.GetUtcNow().AddSeconds(-1);
        await portal.WriteAsync(db => db.TokenFamilies.Where(f => f.GrantId == scene.GrantId)
            .ExecuteUpdateAsync(s => s.SetProperty(f => f.ExpiresAt, later)));
        var app = Assert.Single(await Apps.ListAsync(scene.User.Id, default));
        Assert.Equal(0, app.SignedInPlaces);
    }

    [Fact]
    public async Task Nobody_sees_or_ends_what_somebody_else_allowed()
    {
        var mine = await AppScene.CreateAsync(portal);
        var theirs = await AppScene.CreateAsync(portal);
        await theirs.TokensAsync();
        var family = await portal.ReadAsync(db => db.TokenFamilies.FirstAsync(f => f.GrantId == theirs.GrantId));
        Assert.Null(await Apps.FindAsync(mine.User.Id, theirs.ClientId, default));
        Assert.Null(await Revocation.RevokeAsync(mine.User.Id, theirs.ClientId, default));
        Assert.False(await Revocation.EndFamilyAsync(mine.User.Id, family.Id, default));
        Assert.Equal(1, await theirs.FamiliesAsync());
    }

    [Fact]
    public async Task Details_say_where_it_is_signed_in_and_what_outlives_a_revocation()
    {
        var scene = await AppScene.CreateAsync(portal, m => m with { AccessTokenLifetime = 300 });
        await scene.TokensAsync();
        var details = await Apps.FindAsync(scene.User.Id, scene.ClientId, default);
        var place = Assert.Single(details!.Places);
        Assert.Equal("192.0.2.1", place.IpAddress);
        Assert.Equal(TimeSpan.FromMinutes(5), details.OutlivesRevocation);

        var opaque = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = "opaque" });
        Assert.Null((await Apps.FindAsync(opaque.User.Id, opaque.ClientId, default))!.OutlivesRevocation);
    }

    [Fact]
    public async Task Revoking_ends_everything_says_so_in_numbers_and_is_on_the_record()
    {
        var scene = await AppScene.CreateAsync(portal);
        var tokens = await scene.TokensAsync();
        await scene.TokensAsync();
        var impact = await Revocation.RevokeAsync(scene.User.Id, scene.ClientId, default);
        Assert.Equal(2, impact!.SignedInPlaces);
        Assert.Equal(0, await scene.FamiliesAsync());
        Assert.Equal(0, await scene.RefreshTokensAsync());
        Assert.Empty(await Apps.ListAsync(scene.User.Id, default));
        var refresh = await scene.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!);
        Assert.Equal(400, refresh.Status);
        Assert.Equal(401, (await scene.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Status);
        var recorded = await portal.ReadAsync(db => db.AuditEvents.SingleAsync(
            e => e.UserId == scene.User.Id && e.Type == AuditEventType.GrantRevoked));
        Assert.Equal("2", recorded.Data["places"]);
        Assert.Null(await Revocation.RevokeAsync(scene.User.Id, scene.ClientId, default));
    }

    [Fact]
    public async Task One_sign_in_can_be_ended_and_the_others_go_on()
    {
        var scene = await AppScene.CreateAsync(portal);
        var first = await scene.TokensAsync();
        var families = await portal.ReadAsync(db => db.TokenFamilies
            .Where(f => f.GrantId == scene.GrantId).Select(f => f.Id).ToListAsync());
        var second = await scene.TokensAsync();
        Assert.True(await Revocation.EndFamilyAsync(scene.User.Id, families.Single(), default));
        Assert.Equal(400, (await scene.RefreshAsync(first.GetProperty("refresh_token").GetString()!)).Status);
        Assert.Equal(200, (await scene.RefreshAsync(second.GetProperty("refresh_token").GetString()!)).Status);
    }

    [Fact]
    public async Task Open_pages_of_the_person_hear_of_it_and_nobody_else()
    {
        var scene = await AppScene.CreateAsync(portal);
        var heard = new TaskCompletionSource();
        var others = 0;
        using var mine = Notices.Subscribe(scene.User.Id, () =>
        {
            heard.TrySetResult();
            return Task.CompletedTask;
        });
        using var failing = Notices.Subscribe(scene.User.Id, () => throw new InvalidOperationException("closed"));
        using var theirs = Notices.Subscribe("somebody else", () => Task.FromResult(others++));
        await Revocation.RevokeAsync(scene.User.Id, scene.ClientId, default);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, others);
    }

    [Fact]
    public async Task A_closed_page_hears_nothing_more()
    {
        var calls = 0;
        var closed = Notices.Subscribe("closing", () => Task.FromResult(Interlocked.Increment(ref calls)));
        closed.Dispose();
        var heard = new TaskCompletionSource();
        using var open = Notices.Subscribe("closing", () =>
        {
            heard.TrySetResult();
            return Task.CompletedTask;
        });
        Notices.Publish("closing");
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, calls);
    }
}
