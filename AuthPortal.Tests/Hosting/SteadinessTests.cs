using AuthPortal.Hosting.Bench;

namespace AuthPortal.Tests.Hosting;

/// <summary>What the bench says of ten minutes: a leak is a leak, and a busy moment is none.</summary>
public sealed class SteadinessTests
{
    [Fact]
    public void Runs_that_differ_a_little_and_one_that_is_off_are_flat()
    {
        var lines = Steadiness.Of([.. Enumerable.Range(0, 10).Select(i => Run(200 + (i % 3), 140, i == 8 ? 30 : 3))]).ToList();
        Assert.Equal(11, lines.Count);
        Assert.Equal("  run   9      1000/s   p99 30.00 ms   202 MiB   140 open files", lines[8]);
        Assert.Equal("  memory is flat; open files is flat; p99 is flat", lines[^1]);
    }

    [Fact]
    public void What_grows_is_named_with_what_it_was()
    {
        Assert.Equal(
            "  memory GROWS from 220.00 to 360.00; open files is flat; p99 is flat",
            Steadiness.Of([.. Enumerable.Range(1, 10).Select(i => Run(180 + (20 * i), 140, 3))]).Last());
        Assert.Equal(
            "  memory is flat; open files GROWS from 120.00 to 190.00; p99 GROWS from 4.00 to 11.00",
            Steadiness.Of([.. Enumerable.Range(1, 10).Select(i => Run(200, 100 + (10 * i), 2 + i))]).Last());
    }

    [Fact]
    public void Few_runs_say_nothing_of_a_trend()
        => Assert.Empty(Steadiness.Of([.. Enumerable.Range(1, 5).Select(i => Run(100 * i, i, i))]));

    private static RunFigures Run(double memory, int files, double p99) => new(1000, 1, p99, 50, memory, files);
}
