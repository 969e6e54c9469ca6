using System.Diagnostics;
using AuthPortal.Hosting.Bench;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Hosting;

/// <summary>Metrics and traces of the walks, by setting.</summary>
public sealed class TelemetryTests
{
    /// <summary>A process of its own: the meters of all servers in one are counted together.</summary>
    [Fact]
    public async Task Metrics_tell_requests_by_endpoint_client_and_result_and_how_the_queue_fares()
    {
        await using var server = await BenchServer.PortalAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Telemetry:Metrics"] = "true",
        });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Address}") };
        Assert.Equal(200, await StatusAsync(http, ("grant_type", "client_credentials")));
        Assert.Equal(400, await StatusAsync(http, ("grant_type", "refresh_token"), ("refresh_token", "no-token-of-ours")));
        var text = await http.GetStringAsync("/metrics");
        foreach (var result in new[] { "ok", "invalid_grant" })
        {
            Assert.Matches(
                $$"""authportal_requests_seconds_count\{[^}]*client="confidential",endpoint="/token",result="{{result}}"\} 1\b""",
                text);
        }

        Assert.Matches("""authportal_cache[a-z_]*\{[^}]*cache="clients",result="hit"\} [1-9]""", text);
        Assert.Contains("authportal_writes_batch", text, StringComparison.Ordinal);
        Assert.Contains("authportal_writes_wait", text, StringComparison.Ordinal);
        Assert.Contains("authportal_writes_waiting", text, StringComparison.Ordinal);
        Assert.DoesNotContain(BenchFile.OpaqueClient, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_setting_there_are_no_metrics()
    {
        await using var portal = new Portal();
        using var http = portal.NewClient();
        using var answer = await http.GetAsync("/metrics");
        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task What_comes_through_a_proxy_gets_no_metrics()
    {
        await using var portal = KestrelPortal.With(("Telemetry:Metrics", "true"));
        using var http = portal.NewClient();
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.7");
        using var answer = await http.GetAsync("/metrics");
        Assert.DoesNotContain("authportal_", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_step_of_a_token_request_is_a_span()
    {
        await using var portal = new Portal();
        var scene = await AppScene.CreateAsync(portal);
        var code = await scene.CodeAsync();
        using var root = new System.Diagnostics.Activity("test").Start();
        var steps = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "AuthPortal",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (steps)
                {
                    steps.Add(activity.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        (await scene.RedeemAsync(code)).Ok();
        lock (steps)
        {
            Assert.Superset(
                new HashSet<string>(["client.authenticate", "grant.redeem", "write", "token.issue"], StringComparer.Ordinal),
                steps.ToHashSet(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("Telemetry:Otlp", "not an address", "Telemetry:Otlp")]
    [InlineData("Telemetry:Metrics", "perhaps", "Telemetry:Metrics")]
    [InlineData("Telemetry:Oltp", "http://localhost:4317", "Telemetry:Oltp")]
    public async Task A_wrong_setting_stops_the_start(string key, string value, string named)
    {
        using var started = new StartedPortal { Settings = { [key.Replace(":", "__", StringComparison.Ordinal)] = value } };
        var (exitCode, errors) = await started.RunToEndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(HttpClient http, params (string Name, string Value)[] form)
    {
        var sent = form.Concat(BenchTarget.CredentialsOf(BenchFile.OpaqueClient));
        using var content = new FormUrlEncodedContent(sent.Select(p => KeyValuePair.Create(p.Item1, p.Item2)));
        using var answer = await http.PostAsync("/token", content);
        return (int)answer.StatusCode;
    }
}
