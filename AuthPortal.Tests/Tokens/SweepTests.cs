using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AuthPortal.Tests.Tokens;

/// <summary>Cleaning goes in steps that hold nobody up, and not by a clock that has just jumped.</summary>
public sealed class SweepTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_step_that_took_long_is_followed_by_a_much_smaller_one_and_a_quick_one_by_a_larger()
    {
        var pace = new SweepPace(new FakeTimeProvider());
        pace.Took(TimeSpan.FromMilliseconds(0.1));
        pace.Took(TimeSpan.FromMilliseconds(0.1));
        Assert.Equal(4 * SweepPace.First, pace.Next);
        pace.Took(TimeSpan.FromMilliseconds(3));
        Assert.Equal(4 * SweepPace.First, pace.Next);
        pace.Took(TimeSpan.FromMilliseconds(6));
        Assert.Equal(SweepPace.First, pace.Next);
    }

    [Fact]
    public void A_step_is_never_empty_and_never_boundless()
    {
        var pace = new SweepPace(new FakeTimeProvider());
        for (var i = 0; i < 50; i++)
        {
            pace.Took(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, pace.Next);
        for (var i = 0; i < 50; i++)
        {
            pace.Took(TimeSpan.Zero);
        }

        Assert.Equal(SweepPace.Most, pace.Next);
    }

    /// <summary>From one step to the next, as far as rows take a tenth of a microsecond to five milliseconds each.</summary>
    [Property]
    public async Task No_step_holds_the_writer_over_20_ms_though_the_disk_gets_four_times_slower_each_time(byte[] turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var clock = new FakeTimeProvider();
        var pace = new SweepPace(clock);
        var row = Longest / SweepPace.First;
        foreach (var turn in turns)
        {
            var began = clock.GetTimestamp();
            Assert.True(await pace.StepAsync(most =>
            {
                Assert.InRange(most, 1, SweepPace.Most);
                clock.Advance(most * row);
                return Task.FromResult(most);
            }));
            Assert.InRange(clock.GetElapsedTime(began), TimeSpan.Zero, Longest);
            var factor = Math.Pow(2, (turn % 5) - 2);
            row = TimeSpan.FromTicks(Math.Clamp((long)(row.Ticks * factor), 1, Longest.Ticks / 4));
        }
    }

    [Theory]
    [InlineData(0, 3100, "16 32 64 128 256 512 1000 1000 92")]
    [InlineData(1, 40, "16 4 4 4 4 4 4 0")]
    [InlineData(10, 12, "12")]
    [InlineData(10, 22, "16 4 1 1 0")]
    public async Task A_write_deletes_as_many_rows_as_the_last_was_quick(int milliseconds, int rows, string steps)
    {
        await using var portal = new SlowDiskPortal(TimeSpan.FromMilliseconds(milliseconds));
        var ended = portal.Clock.GetUtcNow();
        await portal.WriteAsync(db =>
        {
            db.UsedAssertions.AddRange(Enumerable.Range(0, rows).Select(i => new UsedAssertion
            {
                Hash = Secrets.Hash($"{i}"),
                ExpiresAt = ended,
            }));
            return Task.CompletedTask;
        });
        await portal.Services.GetRequiredService<ExpiredRows>().SweepAsync(CancellationToken.None);
        Assert.Equal(steps, string.Join(' ', portal.Steps));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public void A_clock_that_jumps_is_believed_again_after_an_even_hour(int days)
    {
        var time = new FakeTimeProvider();
        var clock = new SteadyClock(time);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(clock.IsBelieved());
        var jumping = new JumpingClock(time);
        clock = new SteadyClock(jumping);
        jumping.Offset = TimeSpan.FromDays(days);
        Assert.False(clock.IsBelieved());
        time.Advance(TimeSpan.FromMinutes(50));
        Assert.False(clock.IsBelieved());
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(clock.IsBelieved());
    }

    [Fact]
    public async Task A_day_of_tokens_leaves_the_file_as_large_as_half_a_day()
    {
        await using var portal = new Portal();
        var scene = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = "opaque", RefreshTokenLifetime = 3600 });
        var sweep = portal.Services.GetRequiredService<ExpiredRows>();
        var pages = new List<long>();
        for (var hour = 0; hour < 24; hour++)
        {
            for (var i = 0; i < 12; i++)
            {
                var tokens = await scene.TokensAsync();
                (await scene.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Ok();
            }

            portal.Clock.Advance(TimeSpan.FromHours(1));
            await sweep.SweepAsync(CancellationToken.None);
            pages.Add(await portal.ReadAsync(db => db.Database
                .SqlQueryRaw<long>("SELECT page_count - freelist_count AS Value FROM pragma_page_count, pragma_freelist_count")
                .SingleAsync()));
        }

        // The log of what happened is kept for a year and may grow: a page or so in twelve hours of this.
        Assert.InRange(pages[^1] - pages[11], -100, 12);
    }

    /// <summary>The wall clock is wrong by an offset; what has passed since a moment is not.</summary>
    private sealed class JumpingClock(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

        public override long GetTimestamp() => inner.GetTimestamp();
    }
}
