using System.Globalization;

namespace AuthPortal.Hosting.Bench;

/// <summary>Measures this server and its peers one after the other in the same run, and sets the figures side by side.</summary>
internal static class PeerBench
{
    private const string Own = "AuthPortal";

    public static async Task<object> RunAsync(BenchReport report, BenchOptions options)
    {
        var peers = new PeerSetup();
        var figures = new Dictionary<string, List<StepFigures>>(StringComparer.Ordinal)
        {
            [Own] = await OwnAsync(report),
        };
        foreach (var peer in PeerSetup.All.Where(p => options.Peer is not { } only || p.Name.Contains(only, StringComparison.Ordinal)))
        {
            await BenchReport.WriteAsync($"\nSetting up {peer.Name}");
            await using var server = await peers.StartAsync(peer);
            await BenchReport.HeadAsync(peer.Name);
            figures[peer.Name] = await MeasureAsync(report, server, peer.Target);
        }

        await CompareAsync(figures);
        return figures;
    }

    private static async Task<List<StepFigures>> OwnAsync(BenchReport report)
    {
        await using var server = await BenchServer.PortalAsync();
        using var browser = new LoadConnection(server.Address);
        await BenchBrowser.SignInAsync(browser, BenchFile.Person);
        var target = new BenchTarget(BenchFile.Client, BenchFile.RedirectUri, BenchFile.Scope);
        await BenchReport.HeadAsync(Own);
        return await report.MeasureAsync(server, new PortalSteps(target, browser.Cookies).Shared());
    }

    private static async Task<List<StepFigures>> MeasureAsync(BenchReport report, BenchServer server, BenchTarget target)
    {
        using var browser = new LoadConnection(server.Address);
        await BenchBrowser.FollowAsync(browser, new PortalSteps(target, string.Empty).FirstRequest());
        return await report.MeasureAsync(server, new PortalSteps(target, browser.Cookies).Shared());
    }

    /// <summary>Medians, and how many times ours is a peer's.</summary>
    private static async Task CompareAsync(Dictionary<string, List<StepFigures>> figures)
    {
        var steps = figures[Own].Select(f => (f.Step, f.Connections)).ToList();
        await BenchReport.WriteAsync("\n| median a second | " + string.Join(" | ", steps.Select(s => $"{s.Step}, {s.Connections} at once")) + " |");
        await BenchReport.WriteAsync("|---|" + string.Concat(steps.Select(_ => "---|")));
        foreach (var (name, own) in figures)
        {
            var cells = own.Select((f, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"{f.Middle:N0}{(name == Own ? string.Empty : $" (× {figures[Own][i].Middle / f.Middle:F1})")}"));
            await BenchReport.WriteAsync($"| {name} | {string.Join(" | ", cells)} |");
        }
    }
}
