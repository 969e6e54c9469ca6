using System.Net;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Hosting;

public sealed class ForwardedHeadersTests
{
    [Fact]
    public async Task Nobodys_word_counts_by_default()
        => Assert.Equal(
            "http portal.example.test 10.1.2.3",
            await SeenAsync(IPAddress.Parse("10.1.2.3")));

    [Fact]
    public async Task A_known_proxys_word_counts()
        => Assert.Equal(
            "https front.example.test 203.0.113.7",
            await SeenAsync(IPAddress.Parse("10.1.2.3"), "10.1.2.3"));

    [Fact]
    public async Task A_known_networks_word_counts()
        => Assert.Equal(
            "https front.example.test 203.0.113.7",
            await SeenAsync(IPAddress.Parse("10.1.2.3"), "fd00::/8", "10.1.0.0/16"));

    [Fact]
    public async Task A_strangers_word_does_not_count_beside_a_known_proxy()
        => Assert.Equal(
            "http portal.example.test 10.1.2.4",
            await SeenAsync(IPAddress.Parse("10.1.2.4"), "10.1.2.3"));

    [Fact]
    public async Task What_a_caller_put_before_the_proxys_entry_does_not_count()
        => Assert.Equal(
            "https front.example.test 203.0.113.7",
            await SeenAsync(IPAddress.Parse("10.1.2.3"), ["10.1.2.3"], "198.51.100.1, 203.0.113.7"));

    private static Task<string> SeenAsync(IPAddress caller, params string[] known)
        => SeenAsync(caller, known, "203.0.113.7");

    private static async Task<string> SeenAsync(IPAddress caller, string[] known, string forwardedFor)
    {
        await using var portal = new Proxied(caller);
        for (var i = 0; i < known.Length; i++)
        {
            portal.Settings[$"Proxies:Known:{i}"] = known[i];
        }

        using var client = portal.NewClient();
        client.BaseAddress = new Uri("http://portal.example.test");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "front.example.test");
        using var answer = await client.SendAsync(request);
        return portal.Seen;
    }

    /// <summary>Calls come from an address of the test's choice; what the app made of the request is kept.</summary>
    private sealed class Proxied(IPAddress caller) : Portal, IStartupFilter
    {
        public string Seen { get; private set; } = string.Empty;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, pipeline) =>
            {
                context.Connection.RemoteIpAddress = caller;
                await pipeline(context);
                Seen = $"{context.Request.Scheme} {context.Request.Host} {context.Connection.RemoteIpAddress}";
            });
            next(app);
        };

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(this));
        }
    }
}
