using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Tokens;

/// <summary>What a person allowed for a time: no token outlives it, and everything that it gave ends by the clock.</summary>
public sealed class GrantEndTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Nothing_that_it_gave_is_good_after_its_end(string format)
    {
        var app = await SceneAsync(TimeSpan.FromHours(24), format);
        var code = await app.CodeAsync();
        var tokens = await app.TokensAsync();
        var refreshed = (await app.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Ok();
        var (access, refresh) = (refreshed["access_token"]!, refreshed["refresh_token"]!);
        (await app.UserInfoAsync(access)).Ok();
        await EndAsync(app);

        (await app.RefreshAsync(refresh)).Refused("invalid_grant");
        (await app.RedeemAsync(code)).Refused("invalid_grant");
        (await app.UserInfoAsync(access)).Refused("invalid_token", 401);
        Assert.Equal("False", (await app.PostAsync("/introspect", ("token", access)))["active"]);
        Assert.Equal("False", (await app.PostAsync("/introspect", ("token", refresh)))["active"]);
        Assert.Equal((1, 2), (await app.FamiliesAsync(), await app.RefreshTokensAsync()));
    }

    [Fact]
    public async Task No_token_is_issued_that_outlives_it()
    {
        var app = await SceneAsync(TimeSpan.FromMinutes(10), "jwt");
        var tokens = await app.TokensAsync();
        Assert.Equal(600, tokens.GetProperty("expires_in").GetInt32());
        var end = portal.Clock.GetUtcNow().AddMinutes(10);
        Assert.Equal(
            end.ToUnixTimeSeconds(),
            new DateTimeOffset(new JsonWebToken(tokens.GetProperty("access_token").GetString()).ValidTo, TimeSpan.Zero).ToUnixTimeSeconds());
        portal.Clock.Advance(TimeSpan.FromMinutes(4));
        var refreshed = (await app.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Ok();
        Assert.Equal("360", refreshed["expires_in"]);
        Assert.All(
            await portal.ReadAsync(db => db.RefreshTokens.Where(t => t.Family!.GrantId == app.GrantId).ToListAsync()),
            t => Assert.True(t.ExpiresAt <= end));
        Assert.True(await portal.ReadAsync(db => db.TokenFamilies.AllAsync(f => f.GrantId != app.GrantId || f.ExpiresAt <= end)));
    }

    [Fact]
    public async Task A_shorter_answer_later_also_ends_what_was_given_before()
    {
        var app = await SceneAsync(null, "jwt");
        var access = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        var end = portal.Clock.GetUtcNow().AddMinutes(5);
        await SetEndAsync(app, end);
        var described = await app.PostAsync("/introspect", ("token", access));
        Assert.Equal("True", described["active"]);
        Assert.Equal(end.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), described["exp"]);
        portal.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("False", (await app.PostAsync("/introspect", ("token", access)))["active"]);
    }

    [Fact]
    public async Task The_sweep_takes_it_away_with_all_that_hangs_on_it_and_puts_it_on_the_record()
    {
        var app = await SceneAsync(TimeSpan.FromHours(1), "opaque");
        var lasting = await SceneAsync(null, "opaque");
        await app.TokensAsync();
        await lasting.TokensAsync();
        portal.Clock.Advance(TimeSpan.FromHours(2));
        await portal.Services.GetRequiredService<ExpiredRows>().SweepAsync(CancellationToken.None);
        Assert.Equal((0, 0), (await app.FamiliesAsync(), await app.RefreshTokensAsync()));
        Assert.False(await portal.ReadAsync(db => db.Grants.AnyAsync(g => g.Id == app.GrantId)));
        Assert.Equal(1, await lasting.FamiliesAsync());
        var recorded = await portal.ReadAsync(db => db.AuditEvents.SingleAsync(
            e => e.UserId == app.User.Id && e.Type == AuditEventType.GrantExpired));
        Assert.Equal(app.ClientId, recorded.ClientId);
        Assert.Equal(portal.Clock.GetUtcNow().AddHours(-1), recorded.At);
    }

    [Fact]
    public async Task A_refresh_and_a_call_of_userinfo_show_on_the_record_once_an_hour()
    {
        var app = await SceneAsync(null, "jwt");
        var tokens = await app.TokensAsync();
        for (var i = 0; i < 3; i++)
        {
            (await app.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Ok();
        }

        Assert.Equal(1, await EventsAsync(app, AuditEventType.UserInfoRead));
        var refreshed = (await app.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Ok();
        Assert.Equal(0, await EventsAsync(app, AuditEventType.TokensRefreshed));
        portal.Clock.Advance(TimeSpan.FromHours(1));
        refreshed = (await app.RefreshAsync(refreshed["refresh_token"]!)).Ok();
        refreshed = (await app.RefreshAsync(refreshed["refresh_token"]!)).Ok();
        (await app.UserInfoAsync(refreshed["access_token"]!)).Ok();
        Assert.Equal(1, await EventsAsync(app, AuditEventType.TokensRefreshed));
        Assert.Equal(2, await EventsAsync(app, AuditEventType.UserInfoRead));
    }

    private Task<int> EventsAsync(AppScene app, string type)
        => portal.ReadAsync(db => db.AuditEvents.CountAsync(e => e.UserId == app.User.Id && e.Type == type));

    private async Task<AppScene> SceneAsync(TimeSpan? lasts, string format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        if (lasts is { } time)
        {
            await SetEndAsync(app, portal.Clock.GetUtcNow() + time);
        }

        return app;
    }

    /// <summary>The grant's end is now; the tokens' own ends are far.</summary>
    private Task EndAsync(AppScene app) => SetEndAsync(app, portal.Clock.GetUtcNow());

    private Task SetEndAsync(AppScene app, DateTimeOffset end)
        => portal.WriteAsync(db => db.Grants.Where(g => g.Id == app.GrantId)
            .ExecuteUpdateAsync(s => s.SetProperty(g => g.ExpiresAt, end)));
}
