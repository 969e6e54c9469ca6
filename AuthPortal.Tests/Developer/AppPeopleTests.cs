using AuthPortal.Clients;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Developer;

/// <summary>How many people and sign-ins an app's pages tell of.</summary>
public sealed class AppPeopleTests(Portal portal) : IClassFixture<Portal>
{
    private static readonly AppActor Anybody = new("an administrator", IsAdministrator: true);

    [Fact]
    public async Task Of_an_app_of_few_what_is_true_now()
    {
        var app = await AppScene.CreateAsync(portal);
        Assert.Equal((1, 0), await ShownAsync(app.ClientId));

        await app.TokensAsync();
        await app.TokensAsync();
        Assert.Equal((1, 2), await ShownAsync(app.ClientId));

        await JoinAsync(app.ClientId, 2);
        Assert.Equal((3, 2), await ShownAsync(app.ClientId));

        await portal.WriteAsync(db => db.TokenFamilies.Where(f => f.GrantId == app.GrantId).Take(1)
            .ExecuteUpdateAsync(s => s.SetProperty(f => f.ExpiresAt, portal.Clock.GetUtcNow())));
        Assert.Equal((3, 1), await ShownAsync(app.ClientId));
    }

    [Fact]
    public async Task Of_an_app_of_very_many_what_was_true_within_ten_minutes()
    {
        var app = await AppScene.CreateAsync(portal);
        await JoinAsync(app.ClientId, KeptAnswers.Many);
        Assert.Equal((KeptAnswers.Many + 1, 0), await ShownAsync(app.ClientId));

        await JoinAsync(app.ClientId, 1);
        Assert.Equal((KeptAnswers.Many + 1, 0), await ShownAsync(app.ClientId));

        portal.Clock.AdjustTime(portal.Clock.GetUtcNow().AddMinutes(10));
        Assert.Equal((KeptAnswers.Many + 2, 0), await ShownAsync(app.ClientId));
    }

    [Fact]
    public async Task Several_apps_at_once_are_told_apart()
    {
        var (one, other, none) = (await AppScene.CreateAsync(portal), await AppScene.CreateAsync(portal), AppScene.NextName());
        await JoinAsync(other.ClientId, 1);
        await one.TokensAsync();
        var use = await portal.Services.GetRequiredService<AppPeople>()
            .OfAsync([one.ClientId, other.ClientId, none], CancellationToken.None);
        Assert.Equal((1, 1), (use[one.ClientId].People, use[one.ClientId].SignIns));
        Assert.Equal((2, 0), (use[other.ClientId].People, use[other.ClientId].SignIns));
        Assert.Equal((0, null), (use[none].People, use[none].LastUsedAt));
        Assert.Empty(use[none].Scopes);
        Assert.NotEmpty(use[one.ClientId].Scopes);
    }

    private async Task<(int People, int SignIns)> ShownAsync(string clientId)
    {
        var found = await portal.Services.GetRequiredService<OwnedApps>().FindAsync(clientId, Anybody, CancellationToken.None);
        return (found!.App.People, found.App.SignIns);
    }

    private Task JoinAsync(string clientId, int people)
    {
        var name = AppScene.NextName();
        var now = portal.Clock.GetUtcNow();
        return portal.WriteAsync(db =>
        {
            db.Grants.AddRange(Enumerable.Range(0, people).Select(i => new Grant
            {
                Id = Guid.CreateVersion7(now),
                User = new User { UserName = $"{name}-{i}", NormalizedUserName = $"{name}-{i}".ToUpperInvariant() },
                UserId = string.Empty,
                ClientId = clientId,
                Scopes = "openid",
            }));
            return Task.CompletedTask;
        });
    }
}
