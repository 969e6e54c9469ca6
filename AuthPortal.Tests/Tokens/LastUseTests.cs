using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

/// <summary>A last use is at most ten seconds late, and no refresh writes it again for less.</summary>
public sealed class LastUseTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task A_refresh_stores_it_after_ten_seconds_and_the_family_outlives_each_of_its_tokens()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("refresh_token").GetString()!;
        var begun = portal.Clock.GetUtcNow();
        Assert.Equal(begun, (await UsesAsync(app)).Grant);

        portal.Clock.Advance(TimeSpan.FromSeconds(9));
        var first = portal.Clock.GetUtcNow();
        token = (await app.RefreshAsync(token)).Ok()["refresh_token"]!;

        // The family ended with its first token, so that it has to be written.
        Assert.Equal((begun, first), await UsesAsync(app));

        portal.Clock.Advance(TimeSpan.FromSeconds(3));
        var second = portal.Clock.GetUtcNow();
        token = (await app.RefreshAsync(token)).Ok()["refresh_token"]!;
        Assert.Equal((second, first), await UsesAsync(app));

        portal.Clock.Advance(TimeSpan.FromSeconds(10));
        var third = portal.Clock.GetUtcNow();
        (await app.RefreshAsync(token)).Ok();
        Assert.Equal((third, third), await UsesAsync(app));
    }

    private async Task<(DateTimeOffset? Grant, DateTimeOffset Family)> UsesAsync(AppScene app)
    {
        var family = await portal.ReadAsync(db => db.TokenFamilies.AsNoTracking().Include(f => f.Grant)
            .SingleAsync(f => f.Grant!.ClientId == app.ClientId));
        var last = await portal.ReadAsync(db => db.RefreshTokens
            .Where(t => t.FamilyId == family.Id).MaxAsync(t => t.ExpiresAt));
        Assert.True(last <= family.ExpiresAt);
        return (family.Grant!.LastUsedAt, family.LastUsedAt);
    }
}
