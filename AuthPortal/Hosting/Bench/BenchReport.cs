using System.Globalization;

namespace AuthPortal.Hosting.Bench;

/// <summary>Measures what was asked for, prints each figure as it comes, and keeps all of them.</summary>
internal sealed class BenchReport(BenchOptions options)
{
    private readonly Dictionary<string, object> _figures = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, object> Figures => _figures;

    public async Task RunAsync()
    {
        var machine = MachineFacts.Read();
        _figures["machine"] = machine;
        _figures["durability"] = "SQLite, write-ahead log, synchronous=FULL: answered when committed";
        _figures["plan"] = options.Plan;
        await WriteAsync(machine.ToString());
        await WriteAsync($"Durable: {_figures["durability"]}.");
        await WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Runs} runs of {options.Seconds} s each, the server and who asks it on the same cores."));
        if (options.Limit)
        {
            _figures["limit"] = await LimitBench.RunAsync(this, options.Plan);
        }

        if (options.Peers)
        {
            _figures["peers"] = await PeerBench.RunAsync(this, options);
        }
        else
        {
            _figures["portal"] = await PortalAsync();
        }
    }

    /// <summary>Prints a table's head.</summary>
    public static Task HeadAsync(string title)
        => WriteAsync(
            $"\n{title,-34}{"at once",8}{"least/s",10}{"median/s",10}{"most/s",10}"
            + $"{"p50 ms",9}{"p99 ms",9}{"CPU µs",9}");

    /// <summary>Measures the steps that were asked for, a line each.</summary>
    public async Task<List<StepFigures>> MeasureAsync(BenchServer server, IEnumerable<LoadStep> steps)
    {
        var load = new LoadRun(server);
        var all = new List<StepFigures>();
        foreach (var step in steps.Where(IsWanted))
        {
            var figures = await load.MeasureAsync(step, options.Plan);
            all.Add(figures);
            await WriteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{figures.Step,-34}{figures.Connections,8}{figures.Least,10:F0}{figures.Middle,10:F0}{figures.Most,10:F0}"
                + $"{figures.MiddleOf(r => r.Median),9:F2}{figures.MiddleOf(r => r.P99),9:F2}{figures.MiddleOf(r => r.Cpu),9:F0}"));
            foreach (var line in Steadiness.Of(figures.Runs))
            {
                await WriteAsync(line);
            }
        }

        return all;
    }

    public static Task WriteAsync(string line) => Console.Out.WriteLineAsync(line);

    /// <summary>By its name, and how many do it at once.</summary>
    private bool IsWanted(LoadStep step)
        => options.Only is not { } only
            || $"{step.Name} {step.Connections}".Contains(only, StringComparison.OrdinalIgnoreCase);

    private async Task<object> PortalAsync()
    {
        var before = await PortalAsync("AuthPortal", database: null);
        if (options.People == 0)
        {
            return before;
        }

        var folder = Directory.CreateTempSubdirectory("authportal-rows-").FullName;
        try
        {
            var database = Path.Combine(folder, "bench.db");
            await BenchRows.FillAsync(database, options);
            var after = await PortalAsync($"with {options.People} people", database);
            return new { Empty = before, Full = after };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<object> PortalAsync(string title, string? database)
    {
        await using var server = await BenchServer.PortalAsync(database);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var idle = server.Memory;
        using var browser = new LoadConnection(server.Address);
        await BenchBrowser.SignInAsync(browser, BenchFile.Person);
        var target = new BenchTarget(BenchFile.Client, BenchFile.RedirectUri, BenchFile.Scope);
        await HeadAsync(title);
        var steps = await MeasureAsync(server, new PortalSteps(target, browser.Cookies).All());
        await WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"started in {server.Start.TotalSeconds:F2} s; {idle:F0} MiB before the load, {server.Memory:F0} MiB after it"));
        return new { Steps = steps, StartSeconds = server.Start.TotalSeconds, IdleMiB = idle, LoadedMiB = server.Memory };
    }
}
