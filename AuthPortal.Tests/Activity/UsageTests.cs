using AuthPortal.Activity;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Activity;

/// <summary>What apps did is counted: exactly, by hour and day, and without a row for each request.</summary>
public sealed class UsageTests(Portal portal) : IClassFixture<Portal>
{
    private UsageReader Reader => portal.Services.GetRequiredService<UsageReader>();

    [Fact]
    public async Task A_sign_in_its_tokens_and_its_person_are_counted_and_a_refresh_is_no_sign_in()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = await app.TokensAsync();
        (await app.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Ok();
        var today = await TodayAsync(app);
        Assert.Equal((1, 1, 2), (today.SignIns, today.People, today.AllTokens));
        Assert.Equal(1, today.Tokens[GrantTypeName.RefreshToken]);
        Assert.Equal(0, today.AllErrors);
    }

    [Fact]
    public async Task An_app_that_acts_for_itself_has_tokens_and_no_people()
    {
        var app = await AppScene.CreateAsync(
            portal, m => m with { GrantTypes = [GrantTypeName.ClientCredentials], ResponseTypes = [], RedirectUris = null });
        (await app.TokenAsync(("grant_type", "client_credentials"))).Ok();
        var today = await TodayAsync(app);
        Assert.Equal((0, 0, 1), (today.SignIns, today.People, today.AllTokens));
    }

    [Fact]
    public async Task Refusals_are_counted_by_reason_and_give_neither_token_nor_person()
    {
        var app = await AppScene.CreateAsync(portal);
        for (var i = 0; i < 3; i++)
        {
            (await app.RedeemAsync("never")).Refused("invalid_grant");
        }

        var today = await TodayAsync(app);
        Assert.Equal(3, today.Errors[nameof(ErrorReason.CodeUnknown)]);
        Assert.Equal((0, 0, 0), (today.SignIns, today.People, today.AllTokens));
    }

    [Fact]
    public async Task The_same_person_is_one_person_a_day_and_each_day_and_hour_has_its_own_count()
    {
        var app = await AppScene.CreateAsync(portal);
        await app.TokensAsync();
        await WriteAsync();
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await app.TokensAsync();
        await app.TokensAsync();
        var today = await TodayAsync(app);
        Assert.Equal((3, 1), (today.SignIns, today.People));
        var hours = await Reader.ByHourAsync(app.ClientId, CancellationToken.None);
        Assert.Equal([1, 2], hours.Spans.TakeLast(2).Select(s => s.SignIns));
        Assert.Equal([1, 1], hours.Spans.TakeLast(2).Select(s => s.People));
        Assert.Equal(24, hours.Spans.Count);

        portal.Clock.Advance(TimeSpan.FromDays(1));
        await app.TokensAsync();
        await WriteAsync();
        var days = await Reader.ByDayAsync(app.ClientId, 30, CancellationToken.None);
        Assert.Equal(30, days.Spans.Count);
        Assert.Equal([3, 1], days.Spans.TakeLast(2).Select(s => s.SignIns));
        var sparks = await Reader.SparklinesAsync([app.ClientId, "nobody"], 30, CancellationToken.None);
        Assert.Equal([3, 1], sparks[app.ClientId].TakeLast(2));
        Assert.False(sparks.ContainsKey("nobody"));
    }

    [Fact]
    public async Task Many_at_once_are_counted_one_by_one()
    {
        var app = await AppScene.CreateAsync(portal);
        var counters = portal.Services.GetRequiredService<UsageCounters>();
        var writer = portal.Services.GetRequiredService<UsageWriter>();
        var counting = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
            {
                counters.Issued(app.ClientId, GrantTypeName.ClientCredentials, userId: null);
            }
        })).ToList();
        while (counting.Exists(c => !c.IsCompleted))
        {
            await writer.WriteAsync(CancellationToken.None);
        }

        await Task.WhenAll(counting);
        Assert.Equal(20_000, (await TodayAsync(app)).AllTokens);
        Assert.Equal(1, await portal.ReadAsync(db => db.UsageCounts.CountAsync(u => u.ClientId == app.ClientId)));
    }

    [Fact]
    public async Task What_a_deleted_app_or_person_did_is_not_counted_and_stops_nothing()
    {
        var (gone, left) = (await AppScene.CreateAsync(portal), await AppScene.CreateAsync(portal));
        await gone.TokensAsync();
        await left.TokensAsync();
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == gone.ClientId).ExecuteDeleteAsync());
        await portal.WriteAsync(db => db.Users.Where(u => u.Id == left.User.Id).ExecuteDeleteAsync());
        var today = await TodayAsync(left);
        Assert.Equal((1, 0), (today.SignIns, today.People));
        Assert.False(await portal.ReadAsync(db => db.UsageCounts.AnyAsync(u => u.ClientId == gone.ClientId)));
    }

    [Fact]
    public async Task Stopping_the_server_stores_what_was_counted()
    {
        await using var stopped = new Portal();
        var app = await AppScene.CreateAsync(stopped);
        await app.TokensAsync();
        await stopped.Services.GetRequiredService<UsageWriter>().StopAsync(CancellationToken.None);
        Assert.Equal(1, await stopped.ReadAsync(db => db.UsageCounts
            .Where(u => u.ClientId == app.ClientId && u.Kind == UsageKind.SignIn).SumAsync(u => u.Count)));
    }

    private Task WriteAsync() => portal.Services.GetRequiredService<UsageWriter>().WriteAsync(CancellationToken.None);

    private async Task<UsageSpan> TodayAsync(AppScene app)
    {
        await WriteAsync();
        return (await Reader.ByDayAsync(app.ClientId, 1, CancellationToken.None)).Latest;
    }
}
