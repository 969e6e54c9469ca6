using System.Net;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

public sealed class LockoutTests(Portal portal) : IClassFixture<Portal>
{
    private const int Most = 10;

    [Fact]
    public async Task After_ten_wrong_tries_the_right_password_waits_ten_minutes()
    {
        await portal.AddUserAsync("guessed");
        using var client = portal.NewClient();
        for (var i = 0; i < Most; i++)
        {
            await client.SignInAsync("guessed", "wrong number " + i);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.SignInAsync("guessed")).StatusCode);
        Assert.Equal(1, await portal.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.Type == AuditEventType.LockedOut && e.User!.UserName == "guessed")));

        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Found, (await client.SignInAsync("guessed")).StatusCode);
    }

    [Fact]
    public async Task The_right_password_starts_the_count_again()
    {
        await portal.AddUserAsync("clumsy");
        using var client = portal.NewClient();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < Most - 1; i++)
            {
                await client.SignInAsync("clumsy", "wrong number " + i);
            }

            Assert.Equal(HttpStatusCode.Found, (await client.SignInAsync("clumsy")).StatusCode);
            await client.PostAsync("/signout", await client.FillAsync("/account/security"));
        }
    }

    [Fact]
    public async Task Guesses_sent_at_once_are_counted_one_by_one()
    {
        await portal.AddUserAsync("stormed");
        using var client = portal.NewClient();
        using var form = await client.FillAsync(
            "/login", ("Input.UserName", "stormed"), ("Input.Password", "wrong password"));
        var bytes = await form.ReadAsByteArrayAsync();

        await Task.WhenAll(Enumerable.Range(0, 2 * Most).Select(async _ =>
        {
            using var copy = new ByteArrayContent(bytes);
            copy.Headers.ContentType = form.Headers.ContentType;
            await client.PostAsync("/login", copy);
        }));

        var row = await portal.ReadAsync(db => db.Users.SingleAsync(u => u.UserName == "stormed"));
        Assert.True(row.LockoutEnd > portal.Clock.GetUtcNow());
        Assert.Equal(0, row.AccessFailedCount);
    }
}
