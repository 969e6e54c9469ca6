using AuthPortal.Data;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Durability;

/// <summary>
/// What breaks under the server passes by itself: while it lasts programs are told to come back, and afterwards what had
/// been answered is true, and works once.
/// </summary>
public sealed class FaultTests
{
    /// <summary>False: a file that may not grow. True: a disk of its own, where who runs the tests can have one.</summary>
    public static TheoryData<bool> FullDisks => SmallDisk.CanBe ? [false, true] : [false];

    [Theory]
    [MemberData(nameof(FullDisks))]
    public async Task A_full_disk_is_503_and_passes_when_there_is_room(bool real)
    {
        using var disk = real ? new SmallDisk() : null;
        await using var portal = new BrokenDiskPortal();
        var file = Path.Combine(disk?.Folder ?? portal.Folder, "authportal.db");
        portal.Settings["ConnectionStrings:AuthPortal"] = $"Data Source={file}";
        var scene = await AppScene.CreateAsync(portal);
        var spent = new List<string>();
        var live = (await scene.TokensAsync()).GetProperty("refresh_token").GetString()!;
        Answer answer;
        do
        {
            // There is some room of its own for a while, and what is given back is taken too.
            (disk is null ? portal.MakeFull : (Action)disk.Fill)();
            answer = await scene.RefreshAsync(live);
            if (answer.Status == 200)
            {
                spent.Add(live);
                live = answer["refresh_token"]!;
            }
        }
        while (answer.Status == 200 && spent.Count < 5000);

        Assert.Equal((503, "temporarily_unavailable"), (answer.Status, answer["error"]));
        Assert.NotNull(answer.Headers.RetryAfter);
        (disk is null ? portal.Mend : (Action)disk.Free)();
        (await scene.RefreshAsync(live)).Ok();
        await DatabaseFile.AssertIntactAsync(file);
        Assert.All(spent.TakeLast(3), token => scene.RefreshAsync(token).GetAwaiter().GetResult().Refused("invalid_grant"));
    }

    [Fact]
    public async Task A_read_only_disk_is_503_and_passes_when_it_can_be_written_again()
    {
        await using var portal = new BrokenDiskPortal();
        await SurviveAsync(portal, portal.MakeReadOnly, portal.Mend);
    }

    [Fact]
    public async Task A_removed_file_is_503_and_passes_when_it_is_back()
    {
        await using var portal = new Portal();
        var file = Path.Combine(portal.Folder, "authportal.db");
        await SurviveAsync(portal, () => File.Move(file, file + ".away"), () => File.Move(file + ".away", file));
    }

    [Fact]
    public async Task A_locked_file_is_503_and_passes_with_the_lock()
    {
        await using var portal = new Portal();
        await using var other = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "authportal.db")};Pooling=False");
        await SurviveAsync(
            portal,
            () =>
            {
                other.Open();
                Run(other, "BEGIN IMMEDIATE");
            },
            () => Run(other, "ROLLBACK"));
    }

    [Fact]
    public async Task A_slow_disk_fills_the_queue_and_no_more_and_callers_are_told_when_to_come_back()
    {
        await using var portal = new Portal();
        var scene = await AppScene.CreateAsync(portal);
        var token = (await scene.TokensAsync()).GetProperty("refresh_token").GetString()!;
        var queue = portal.Services.GetRequiredService<WriteQueue>();
        var slow = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 2 * WriteQueue.Capacity).Select(_ => queue.RunAsync(_ => slow.Task)).ToList();
        var refused = await scene.RefreshAsync(token);
        Assert.Equal(503, refused.Status);
        Assert.NotNull(refused.Headers.RetryAfter);
        slow.SetResult();
        await Task.WhenAll(waiting.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        (await scene.RefreshAsync(token)).Ok();
    }

    [Fact]
    public async Task A_clock_that_jumps_makes_nothing_work_twice()
    {
        await using var portal = new Portal();
        var scene = await AppScene.CreateAsync(portal);
        var code = await scene.CodeAsync();
        var first = (await scene.RedeemAsync(code)).Ok()["refresh_token"]!;
        var now = portal.Clock.GetUtcNow();
        portal.Clock.AdjustTime(now.AddHours(3));
        var second = (await scene.RefreshAsync(first)).Ok()["refresh_token"]!;
        portal.Clock.AdjustTime(now.AddSeconds(1));

        // A lost answer is given again, and then with the same successor: never a second one.
        Assert.Equal(second, (await scene.RefreshAsync(first))["refresh_token"] ?? second);
        var third = (await scene.RefreshAsync(second)).Ok()["refresh_token"]!;
        (await scene.RefreshAsync(first)).Refused("invalid_grant");
        (await scene.RefreshAsync(third)).Refused("invalid_grant");
        (await scene.RedeemAsync(code)).Refused("invalid_grant");
    }

    /// <summary>Answered before, refused during, true and good for one use after.</summary>
    private static async Task SurviveAsync(Portal portal, Action fault, Action mend)
    {
        var scene = await AppScene.CreateAsync(portal);
        var spent = (await scene.TokensAsync()).GetProperty("refresh_token").GetString()!;
        var live = (await scene.RefreshAsync(spent)).Ok()["refresh_token"]!;
        var code = await scene.CodeAsync();
        fault();
        foreach (var answer in new[] { await scene.RefreshAsync(live), await scene.RedeemAsync(code) })
        {
            Assert.Equal(503, answer.Status);
            Assert.Equal("temporarily_unavailable", answer["error"]);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        mend();
        var next = (await scene.RefreshAsync(live)).Ok()["refresh_token"]!;
        (await scene.RedeemAsync(code)).Ok();
        (await scene.RedeemAsync(code)).Refused("invalid_grant");
        (await scene.RefreshAsync(next)).Ok();
        (await scene.RefreshAsync(spent)).Refused("invalid_grant");
        await DatabaseFile.AssertIntactAsync(await portal.ReadAsync(db => Task.FromResult(db.Database.GetDbConnection().DataSource)));
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The literals above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
