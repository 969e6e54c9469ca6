using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Data;

public sealed class WriteQueueTests(Portal portal) : IClassFixture<Portal>
{
    private WriteQueue Queue => portal.Services.GetRequiredService<WriteQueue>();

    [Fact]
    public async Task A_write_is_committed_when_its_caller_goes_on()
    {
        var name = await Queue.RunAsync(db =>
        {
            db.Scopes.Add(NewScope("committed"));
            return Task.FromResult("committed");
        });
        Assert.Equal(1, await portal.ReadAsync(db => db.Scopes.CountAsync(s => s.Name == name)));
    }

    [Fact]
    public async Task A_failing_write_harms_no_neighbour_in_its_batch()
    {
        var hold = new TaskCompletionSource();
        var held = Queue.RunAsync(_ => hold.Task);
        var writes = Enumerable.Range(0, 40).Select(i => Queue.RunAsync(async db =>
        {
            db.Scopes.Add(NewScope($"neighbour-{i}"));
            await db.SaveChangesAsync();
            if (i % 4 == 0)
            {
                throw new InvalidOperationException($"write {i}");
            }
        })).ToList();
        hold.SetResult();
        await held;
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal(10, writes.Count(w => w.IsFaulted));
        Assert.Equal(30, await portal.ReadAsync(
            db => db.Scopes.CountAsync(s => EF.Functions.Like(s.Name, "neighbour-%"))));
    }

    [Fact]
    public async Task What_waits_together_is_committed_together()
    {
        var begun = new TaskCompletionSource();
        var hold = new TaskCompletionSource();
        var held = Queue.RunAsync(_ =>
        {
            begun.SetResult();
            return hold.Task;
        });

        // Its batch is closed now: what comes next waits for the one after it.
        await begun.Task;
        var first = Queue.RunAsync(db => Task.FromResult(db.Database.CurrentTransaction!.TransactionId));
        var second = Queue.RunAsync(db => Task.FromResult(db.Database.CurrentTransaction!.TransactionId));
        hold.SetResult();
        await held;
        Assert.Equal(await first, await second);
    }

    [Fact]
    public async Task Identity_takes_its_turn_between_batches()
    {
        var tokens = Task.WhenAll(Enumerable.Range(0, 200).Select(i => Queue.RunAsync(db =>
        {
            db.Scopes.Add(NewScope($"busy-{i}"));
            return Task.CompletedTask;
        })));
        var people = Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var scope = portal.Services.CreateScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
            return await users.CreateAsync(new User { UserName = $"turn{i}", Email = $"turn{i}@example.test" });
        }));
        await tokens;
        Assert.All(await people, result => Assert.True(result.Succeeded));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_save_that_fails_outside_gives_its_turn_back(bool lostUpdate)
    {
        var user = await portal.AddUserAsync($"loser-{lostUpdate}");
        await using (var db = await portal.Services.GetRequiredService<IDbContextFactory<AuthDbContext>>()
            .CreateDbContextAsync())
        {
            var mine = await db.Users.SingleAsync(u => u.Id == user.Id);
            mine.ConcurrencyStamp = lostUpdate ? "mine" : mine.ConcurrencyStamp;
            mine.UserName = lostUpdate ? "mine" : null;
            mine.NormalizedUserName = lostUpdate ? "MINE" : (await portal.AddUserAsync("taken")).NormalizedUserName;
            if (lostUpdate)
            {
                await portal.WriteAsync(other => other.Users.Where(u => u.Id == user.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(u => u.ConcurrencyStamp, "theirs")));
            }

            await Assert.ThrowsAnyAsync<DbUpdateException>(() => db.SaveChangesAsync());
        }

        var after = Queue.RunAsync(_ => Task.FromResult(true));
        Assert.Same(after, await Task.WhenAny(after, Task.Delay(TimeSpan.FromSeconds(10))));
    }

    [Fact]
    public async Task What_waits_at_shutdown_is_still_committed()
    {
        await using var other = new Portal();
        var queue = other.Services.GetRequiredService<WriteQueue>();
        var hold = new TaskCompletionSource();
        var held = queue.RunAsync(_ => hold.Task);
        var waiting = queue.RunAsync(db =>
        {
            db.Scopes.Add(NewScope("late"));
            return Task.CompletedTask;
        });
        var stopping = queue.StopAsync(CancellationToken.None);
        hold.SetResult();
        await Task.WhenAll(held, waiting, stopping);
        Assert.Equal(1, await other.ReadAsync(db => db.Scopes.CountAsync()));
        await Assert.ThrowsAsync<WriteQueueFullException>(() => queue.RunAsync(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task A_full_queue_refuses_instead_of_growing()
    {
        await using var other = new Portal();
        var queue = other.Services.GetRequiredService<WriteQueue>();
        var hold = new TaskCompletionSource();
        var writes = Enumerable.Range(0, 20_000).Select(_ => queue.RunAsync(_ => hold.Task)).ToList();
        var refused = writes.Count(w => w.IsFaulted);
        hold.SetResult();
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.InRange(refused, 1, 19_000);
        Assert.All(writes.Where(w => w.IsFaulted), w => Assert.IsType<WriteQueueFullException>(w.Exception!.InnerException));
    }

    [Fact]
    public async Task Connections_are_durable_and_keep_foreign_keys()
    {
        var pragmas = await portal.ReadAsync(async db => new[]
        {
            await PragmaAsync(db, "journal_mode"),
            await PragmaAsync(db, "synchronous"),
            await PragmaAsync(db, "foreign_keys"),
            await PragmaAsync(db, "busy_timeout"),
        });
        Assert.Equal(["wal", "2", "1", "5000"], pragmas);
    }

    private static async Task<string> PragmaAsync(AuthDbContext db, string name)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The names are the literals above.
        command.CommandText = $"PRAGMA {name}";
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(), null)!;
    }

    private static Scope NewScope(string name) => new() { Name = name, DisplayName = name };
}
