using System.Net;
using AuthPortal.Clients.Remote;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Clients.Remote;

/// <summary>Server-side request forgery: what strangers name must never reach this machine or its network.</summary>
public sealed class SsrfTests
{
    [Theory]
    [MemberData(nameof(SsrfCases.PrivateAddresses), MemberType = typeof(SsrfCases))]
    public async Task An_address_that_is_not_public_is_never_connected_to(string address)
    {
        Assert.False(RemotePolicy.Public.Allows(IPAddress.Parse(address)));
        Assert.Equal("its address is not on the public internet", await ReasonAsync("https://host.example.test/", address));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void A_public_address_may_be(string address)
        => Assert.True(RemotePolicy.Public.Allows(IPAddress.Parse(address)));

    [Fact]
    public async Task One_private_address_among_public_ones_is_enough_to_refuse()
        => Assert.Equal(
            "its address is not on the public internet",
            await ReasonAsync("https://host.example.test/", "8.8.8.8", "127.0.0.1"));

    [Theory]
    [MemberData(nameof(SsrfCases.PrivateUrls), MemberType = typeof(SsrfCases))]
    public async Task However_it_is_written(string url)
    {
        using var http = new OutboundHttp(RemotePolicy.Public);
        var failed = Assert.IsType<RemoteAnswer.Failed>(await http.GetAsync(url, 100, default));
        Assert.Equal("its address is not on the public internet", failed.Reason);
    }

    [Theory]
    [InlineData("http://client.example.test/")]
    [InlineData("ftp://client.example.test/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:password@client.example.test/")]
    [InlineData("//client.example.test/")]
    [InlineData("gopher://client.example.test/")]
    [InlineData("")]
    public async Task Only_https_without_credentials_is_asked(string url)
    {
        using var http = new OutboundHttp(RemotePolicy.Public);
        var failed = Assert.IsType<RemoteAnswer.Failed>(await http.GetAsync(url, 100, default));
        Assert.Equal("the address is not an https URL", failed.Reason);
    }

    [Fact]
    public async Task A_name_that_points_elsewhere_the_second_time_is_judged_the_second_time()
    {
        await using var server = await RemoteServer.StartAsync();
        server.Paths["/a"] = context =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        };
        var asked = 0;
        var policy = server.Policy with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>(
                [++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("10.0.0.1")]),
        };
        using var http = new OutboundHttp(policy);
        Assert.IsType<RemoteAnswer.Received>(await http.GetAsync(server.Url("/a"), 100, default));
        Assert.IsType<RemoteAnswer.Failed>(await http.GetAsync(server.Url("/a"), 100, default));
        Assert.Equal((2, 1), (asked, server.Requests));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = await RemoteServer.StartAsync();
        server.Paths["/a"] = context =>
        {
            context.Response.Redirect("/b");
            return Task.CompletedTask;
        };
        server.Paths["/b"] = context => context.Response.WriteAsync("secret");
        using var http = new OutboundHttp(server.Policy);
        var failed = Assert.IsType<RemoteAnswer.Failed>(await http.GetAsync(server.Url("/a"), 100, default));
        Assert.Equal("it answered with status 302", failed.Reason);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off_at_the_limit()
    {
        await using var server = await RemoteServer.StartAsync();
        server.Paths["/a"] = async context =>
        {
            var chunk = new byte[8192];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk);
            }
        };
        using var http = new OutboundHttp(server.Policy);
        var failed = Assert.IsType<RemoteAnswer.Failed>(await http.GetAsync(server.Url("/a"), 4096, default));
        Assert.Equal("it is larger than 4096 octets", failed.Reason);
    }

    [Fact]
    public async Task A_slow_answer_is_given_up_after_five_seconds()
    {
        await using var server = await RemoteServer.StartAsync();
        server.Paths["/a"] = async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        using var http = new OutboundHttp(server.Policy);
        var failed = Assert.IsType<RemoteAnswer.Failed>(await http.GetAsync(server.Url("/a"), 100, default));
        Assert.Equal("it took longer than 5 seconds", failed.Reason);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var server = await RemoteServer.StartAsync();
        using var http = new OutboundHttp(server.Policy with { Trust = null });
        var failed = Assert.IsType<RemoteAnswer.Failed>(await http.GetAsync(server.Url("/a"), 100, default));
        Assert.Equal("its certificate is not trusted", failed.Reason);
    }

    [Fact]
    public async Task No_cookie_comes_back_and_no_credential_goes_out()
    {
        await using var server = await RemoteServer.StartAsync();
        var seen = new List<string>();
        server.Paths["/a"] = context =>
        {
            seen.AddRange(context.Request.Headers.Keys);
            context.Response.Cookies.Append("track", "1");
            return Task.CompletedTask;
        };
        using var http = new OutboundHttp(server.Policy);
        await http.GetAsync(server.Url("/a"), 100, default);
        await http.GetAsync(server.Url("/a"), 100, default);
        Assert.DoesNotContain(seen, name => name is "Cookie" or "Authorization");
    }

    private static async Task<string> ReasonAsync(string url, params string[] addresses)
    {
        using var http = new OutboundHttp(RemotePolicy.Public with
        {
            Resolve = (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()),
        });
        return Assert.IsType<RemoteAnswer.Failed>(await http.GetAsync(url, 100, default)).Reason;
    }
}
