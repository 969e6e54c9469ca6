using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

public sealed class ExpiredRowsTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task What_has_expired_is_deleted_and_what_lives_stays()
    {
        var old = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = "opaque" });
        await old.TokensAsync();
        await old.CodeAsync();
        portal.Clock.AdjustTime(portal.Clock.GetUtcNow().AddDays(31));
        var live = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = "opaque" });
        var tokens = (await live.RedeemAsync(await live.CodeAsync())).Ok();
        await portal.Services.GetRequiredService<ExpiredRows>().SweepAsync(CancellationToken.None);
        Assert.Equal((0, 0), (await old.FamiliesAsync(), await old.RefreshTokensAsync()));
        Assert.Equal((1, 1), (await live.FamiliesAsync(), await live.RefreshTokensAsync()));
        Assert.Equal(1, await portal.ReadAsync(db => db.AccessTokens.CountAsync()));
        Assert.Equal(1, await portal.ReadAsync(db => db.AuthorizationCodes.CountAsync()));
        (await live.RefreshAsync(tokens["refresh_token"]!)).Ok();
    }
}
