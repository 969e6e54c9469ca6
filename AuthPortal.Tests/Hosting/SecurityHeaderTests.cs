using System.Net;
using System.Text;
using AuthPortal.Hosting.Web;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.TestHost;

namespace AuthPortal.Tests.Hosting;

public sealed class SecurityHeaderTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData("/login")]
    [InlineData("/signup")]
    [InlineData("/nothing-is-here")]
    public async Task A_page_says_what_the_browser_may_do(string path)
    {
        using var client = portal.NewClient();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var page = await client.GetAsync(path);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var policy = Header(page, "Content-Security-Policy");
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("object-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'self'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(page, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(page, "Referrer-Policy"));
        Assert.Contains("publickey-credentials-get=(self)", Header(page, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.True(page.Headers.CacheControl?.NoStore);
        Assert.Equal("max-age=31536000", Header(page, "Strict-Transport-Security"));
        Assert.False(page.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Pages_of_an_apps_pop_up_window_keep_their_opener_and_others_do_not()
    {
        using var client = portal.NewClient();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var login = await client.GetAsync("/login");
        using var other = await client.GetAsync("/nothing-is-here");
        Assert.False(login.Headers.Contains("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(other, "Cross-Origin-Opener-Policy"));
    }

    [Theory]
    [InlineData("default-src 'none'; script-src 'sha256-x'", "default-src 'none'; script-src 'sha256-x'")]
    [InlineData("frame-ancestors 'self'", SecurityHeaders.Policy)]
    [InlineData(null, SecurityHeaders.Policy)]
    public async Task An_endpoints_own_policy_stays_and_blazors_gives_way(string? own, string sent)
    {
        using var host = await new HostBuilder().ConfigureWebHost(web => web.UseTestServer().Configure(app =>
        {
            app.UseSecurityHeaders(strictTransport: false);
            app.Run(context =>
            {
                context.Response.Headers.ContentSecurityPolicy = own;
                context.Response.ContentType = "text/html";
                return context.Response.WriteAsync("x");
            });
        })).StartAsync();
        using var page = await host.GetTestClient().GetAsync("/");
        Assert.Equal(sent, Header(page, "Content-Security-Policy"));
    }

    [Fact]
    public async Task The_antiforgery_cookie_is_bound_to_this_host()
    {
        using var client = portal.NewClient();
        using var page = await client.GetAsync("/login");
        var cookie = Assert.Single(
            page.Headers.GetValues("Set-Cookie"),
            c => c.StartsWith("__Host-authportal-form=", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/token")]
    [InlineData("/login")]
    [InlineData("/authorize")]
    public async Task A_body_over_64_KiB_is_refused(string path)
    {
        using var client = portal.NewClient();
        var body = "grant_type=" + new string('a', BodyLimit.Bytes);
        using var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await client.PostAsync(path, content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static string Header(HttpResponseMessage answer, string name)
        => string.Join(", ", answer.Headers.GetValues(name));
}
