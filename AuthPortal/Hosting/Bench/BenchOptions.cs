using System.Globalization;
using AuthPortal.Hosting.Start;

namespace AuthPortal.Hosting.Bench;

/// <summary>What the command was asked for.</summary>
internal sealed record BenchOptions
{
    public bool Peers { get; init; }

    /// <summary>Only peers whose name has this in it.</summary>
    public string? Peer { get; init; }

    public bool Limit { get; init; }

    /// <summary>Rows that the database gets before it is measured; 0 leaves it empty.</summary>
    public int People { get; init; }

    public int Tokens { get; init; }

    public double Seconds { get; init; } = 4;

    public int Runs { get; init; } = 3;

    /// <summary>Only steps whose name has this in it.</summary>
    public string? Only { get; init; }

    /// <summary>A file for the figures; without one they follow the table.</summary>
    public string? Json { get; init; }

    /// <summary>Long enough for the compiler behind the running code to have done its work.</summary>
    public double WarmUp { get; init; } = 8;

    public BenchPlan Plan => new(TimeSpan.FromSeconds(WarmUp), TimeSpan.FromSeconds(Seconds), Runs);

    /// <exception cref="StartRefusedException">It is none of the options.</exception>
    public static BenchOptions Parse(IEnumerable<string> arguments)
    {
        var options = new BenchOptions();
        using var rest = arguments.GetEnumerator();
        while (rest.MoveNext())
        {
            options = rest.Current switch
            {
                "--peers" => options with { Peers = true },
                "--limit" => options with { Limit = true },
                "--rows" => options.WithRows(Value(rest)),
                "--seconds" => options with { Seconds = Number(Value(rest)) },
                "--warm-up" => options with { WarmUp = Number(Value(rest)) },
                "--runs" => options with { Runs = (int)Number(Value(rest)) },
                "--only" => options with { Only = Value(rest) },
                "--peer" => options with { Peers = true, Peer = Value(rest) },
                "--json" => options with { Json = Value(rest) },
                _ => throw Unknown(),
            };
        }

        return options;
    }

    private BenchOptions WithRows(string rows)
    {
        var options = this;
        foreach (var pair in rows.Split(','))
        {
            options = pair.Split('=') switch
            {
                ["people", var count] => options with { People = (int)Number(count) },
                ["tokens", var count] => options with { Tokens = (int)Number(count) },
                _ => throw Unknown(),
            };
        }

        return options;
    }

    private static string Value(IEnumerator<string> rest) => rest.MoveNext() ? rest.Current : throw Unknown();

    private static double Number(string text)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw Unknown();

    private static StartRefusedException Unknown() => new(
        "The bench command knows: --limit, --peers, --rows people=1000000,tokens=10000000, --warm-up 8, --seconds 4, --runs 3, "
        + "--only STEP, --peer NAME, --json FILE.");
}
