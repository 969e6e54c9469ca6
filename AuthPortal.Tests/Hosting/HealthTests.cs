using System.Net;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task A_working_portal_is_alive_and_ready()
    {
        await using var portal = new Portal();
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(portal, "/healthz"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(portal, "/readyz"));
    }

    [Fact]
    public async Task A_portal_that_cannot_write_is_alive_and_not_ready_and_says_no_more()
    {
        await using var portal = new Portal();
        await portal.WriteAsync(db => db.Database.ExecuteSqlRawAsync("DROP TABLE SigningKeys"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(portal, "/healthz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(portal, "/readyz"));
    }

    [Fact]
    public async Task Probes_may_come_over_http()
    {
        await using var portal = new Portal();
        portal.Settings["https_port"] = "443";
        using var client = portal.NewClient();
        client.BaseAddress = new Uri("http://10.0.0.9");
        using var probe = await client.GetAsync("/readyz");
        using var page = await client.GetAsync("/login");
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, page.StatusCode);
        Assert.Equal("https", page.Headers.Location?.Scheme);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(Portal portal, string path)
    {
        using var client = portal.NewClient();
        using var answer = await client.GetAsync(path);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
