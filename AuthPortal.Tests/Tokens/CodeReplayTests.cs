using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 6749 §4.1.2 and RFC 9700 §4.5: a code that comes back ends what it gave, however late.</summary>
public class CodeReplayTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData(30, false)]
    [InlineData(90, false)]
    [InlineData(90, true)]
    [InlineData(86_400, true)]
    public async Task A_used_code_ends_what_it_gave_as_long_as_that_lives(int secondsLater, bool cleaned)
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        var tokens = (await app.RedeemAsync(code)).Ok();
        Pass(TimeSpan.FromSeconds(secondsLater));
        if (cleaned)
        {
            await SweepAsync();
        }

        (await app.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal((0, 0), (await app.FamiliesAsync(), await app.RefreshTokensAsync()));
        (await app.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        (await app.UserInfoAsync(tokens["access_token"]!)).Refused("invalid_token", 401);
        Assert.Equal(1, await ReplaysAsync(app));
    }

    [Fact]
    public async Task A_family_that_refreshes_beyond_its_first_end_still_ends_with_its_code()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        var tokens = (await app.RedeemAsync(code)).Ok();
        for (var i = 0; i < 4; i++)
        {
            Pass(TimeSpan.FromDays(20));
            await SweepAsync();
            tokens = (await app.RefreshAsync(tokens["refresh_token"]!)).Ok();
        }

        (await app.RedeemAsync(code)).Refused("invalid_grant");
        (await app.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_code_goes_when_what_it_gave_has_gone()
    {
        var app = await AppScene.CreateAsync(portal);
        (await app.RedeemAsync(await app.CodeAsync())).Ok();
        Pass(TimeSpan.FromDays(1));
        await SweepAsync();
        var kept = await portal.ReadAsync(db => db.AuthorizationCodes.SingleAsync(c => c.GrantId == app.GrantId));
        Assert.Equal((null, null, null), (kept.IpAddress, kept.UserAgent, kept.Nonce));
        Pass(TimeSpan.FromDays(60));
        await SweepAsync();
        Assert.Equal((0, 0), (await app.FamiliesAsync(), await CodesAsync(app)));
    }

    [Fact]
    public async Task A_code_whose_tokens_were_revoked_goes_at_its_own_end()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        (await app.PostAsync("/revoke", ("token", tokens["refresh_token"]))).Ok();
        Pass(TimeSpan.FromMinutes(2));
        await SweepAsync();
        Assert.Equal(0, await CodesAsync(app));
    }

    [Fact]
    public async Task A_used_code_in_another_clients_hands_ends_nothing()
    {
        var app = await AppScene.CreateAsync(portal);
        var other = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        var tokens = (await app.RedeemAsync(code)).Ok();
        (await other.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal((1, 0), (await app.FamiliesAsync(), await ReplaysAsync(app)));
        (await app.UserInfoAsync(tokens["access_token"]!)).Ok();
    }

    /// <summary>Days without the ticks of each second in them.</summary>
    private void Pass(TimeSpan time) => portal.Clock.AdjustTime(portal.Clock.GetUtcNow() + time);

    private Task SweepAsync() => portal.Services.GetRequiredService<ExpiredRows>().SweepAsync(CancellationToken.None);

    private Task<int> CodesAsync(AppScene app)
        => portal.ReadAsync(db => db.AuthorizationCodes.CountAsync(c => c.GrantId == app.GrantId));

    private Task<int> ReplaysAsync(AppScene app)
        => portal.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.UserId == app.User.Id && e.Type == "app.code_replayed"));
}
