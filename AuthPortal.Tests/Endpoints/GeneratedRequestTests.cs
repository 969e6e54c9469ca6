using System.Globalization;
using AuthPortal.Tests.Fixtures;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace AuthPortal.Tests.Endpoints;

/// <summary>
/// A hundred thousand generated requests to every endpoint: no failure, no way out, nothing reflected, no secret in the
/// log, and no memory that stays. Run alone, for the memory is the whole process's.
/// </summary>
[Collection(Alone)]
public sealed class GeneratedRequestTests(ITestOutputHelper output) : IAsyncLifetime
{
    public const string Alone = "alone";

    private const int Usual = 10_000;
    private const int Batch = 2_000;
    private const long MostGrowth = 32 * 1024 * 1024;

    private RemoteServer _server = null!;
    private GeneratedPortal _portal = null!;
    private HttpClient _http = null!;

    /// <summary>AUTHPORTAL_REQUESTS asks for another number, for a quick look or a long night.</summary>
    private static int Count => int.TryParse(
        Environment.GetEnvironmentVariable("AUTHPORTAL_REQUESTS"), CultureInfo.InvariantCulture, out var asked) ? asked : Usual;

    public async Task InitializeAsync()
    {
        _server = await RemoteServer.StartAsync();
        _portal = new GeneratedPortal(_server.Policy);
        _http = _portal.CreateDefaultClient(new Uri(Portal.Issuer));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_request_gets_an_answer_that_harms_nobody()
    {
        var generator = GeneratedRequest.From(await new GeneratedScene(_portal, _server).GoodAsync());
        long? early = null;
        var statuses = new Dictionary<int, int>();
        for (var sent = 0; sent < Count; sent += Batch)
        {
            var answers = new System.Collections.Concurrent.ConcurrentBag<int>();
            await Parallel.ForEachAsync(
                generator.Sample(Batch, 50),
                new ParallelOptions { MaxDegreeOfParallelism = 4 },
                async (request, _) => answers.Add(await SendAsync(request)));
            foreach (var group in answers.GroupBy(status => status))
            {
                statuses[group.Key] = statuses.GetValueOrDefault(group.Key) + group.Count();
            }

            _portal.Clock.Advance(TimeSpan.FromSeconds(10));
            early ??= sent >= Count / 5 ? Heap() : null;
        }

        var growth = Heap() - (early ?? 0);
        output.WriteLine($"{string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"))}; "
            + $"the heap was {early / 1024} KiB and grew by {growth / 1024} KiB; {_portal.Lines} lines logged");
        Assert.Empty(_portal.Leaks);
        Assert.True(_portal.Lines > 0, "A log that nobody reads leaks nothing.");
        Assert.True(growth < MostGrowth, $"The heap grew by {growth / 1024} KiB.");

        // Not all of it was refused at the door.
        Assert.All([200, 303, 400, 401], status => Assert.InRange(statuses.GetValueOrDefault(status), Count / 100, Count));
    }

    private async Task<int> SendAsync(GeneratedRequest sent)
    {
        using var message = sent.ToMessage();
        using var answer = await _http.SendAsync(message);
        var status = (int)answer.StatusCode;
        Assert.True(status < 500, $"{status} to {sent}");
        if (answer.Headers.Location is { } location)
        {
            Assert.True(StaysOrIsRegistered(location.OriginalString), $"{location.OriginalString} to {sent}");
        }

        var text = await answer.Content.ReadAsStringAsync();
        if (answer.Content.Headers.ContentType?.MediaType == "text/html")
        {
            Assert.False(
                text.Contains(GeneratedRequest.Markup, StringComparison.OrdinalIgnoreCase)
                    || text.Contains("<script>", StringComparison.OrdinalIgnoreCase),
                $"Reflected: {sent}");
        }

        return status;
    }

    private static bool StaysOrIsRegistered(string target)
        => (target.StartsWith('/') && !target.StartsWith("//", StringComparison.Ordinal))
            || target.StartsWith(Portal.Issuer + "/", StringComparison.Ordinal)
            || new[] { GeneratedScene.Callback, GeneratedScene.After }.Any(registered => target == registered
                || target.StartsWith(registered + "?", StringComparison.Ordinal)
                || target.StartsWith(registered + "#", StringComparison.Ordinal));

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

/// <summary>After all other tests, with nothing beside it.</summary>
[CollectionDefinition(GeneratedRequestTests.Alone, DisableParallelization = true)]
public sealed class AloneGroup;
