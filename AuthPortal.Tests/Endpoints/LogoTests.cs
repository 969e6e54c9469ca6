using System.Net;
using System.Text;
using AuthPortal.Clients;
using AuthPortal.Clients.Remote;
using AuthPortal.Protocol;
using AuthPortal.Tests.Clients.Remote;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Endpoints;

/// <summary>logo_uri, RFC 7591 §2 and §5: pictures of apps come from here, fetched with care, and are pictures.</summary>
public sealed class LogoTests : IAsyncLifetime
{
    /// <summary>One pixel.</summary>
    internal static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private RemoteServer _server = null!;
    private RemotePortal _portal = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _server = await RemoteServer.StartAsync();
        _portal = new RemotePortal(_server.Policy);
        _http = _portal.NewClient();
        Serve(Png);
        await AddAsync("app", _server.Url("/logo"));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("image/png", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")]
    [InlineData("image/jpeg", "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB")]
    [InlineData("image/gif", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")]
    [InlineData("image/webp", "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")]
    public async Task A_picture_is_what_its_octets_are_and_can_do_nothing_else(string type, string octets)
    {
        Serve(Convert.FromBase64String(octets), "text/html");
        using var answer = await _http.GetAsync("/logo?client_id=app");
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(Convert.FromBase64String(octets), await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
    [InlineData("<?xml version='1.0'?><svg/>")]
    [InlineData("<html><script>alert(1)</script>")]
    [InlineData("GIF")]
    [InlineData("RIFF1234WAVEfmt 1234")]
    [InlineData("\uFEFF\u0089PNG")]
    [InlineData("")]
    public async Task What_is_no_picture_is_not_passed_on_whatever_it_calls_itself(string body)
    {
        Serve(Encoding.UTF8.GetBytes(body));
        await IsNoneAsync("app");
    }

    [Fact]
    public async Task It_is_kept_as_long_as_its_server_says_and_told_apart_by_its_tag()
    {
        Serve(Png, cacheControl: "max-age=600");
        using var first = await _http.GetAsync("/logo?client_id=app");
        _portal.Clock.Advance(TimeSpan.FromMinutes(9));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/logo?client_id=app");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var known = await _http.SendAsync(again);
        Assert.Equal((HttpStatusCode.NotModified, 1), (known.StatusCode, _server.Requests));
        Assert.Equal(TimeSpan.FromHours(1), first.Headers.CacheControl?.MaxAge);
        _portal.Clock.Advance(TimeSpan.FromMinutes(2));
        await _http.GetAsync("/logo?client_id=app");
        Assert.Equal(2, _server.Requests);
    }

    [Fact]
    public async Task Many_who_look_at_once_make_one_request()
    {
        var go = new TaskCompletionSource();
        _server.Paths["/logo"] = async context =>
        {
            await go.Task;
            await context.Response.Body.WriteAsync(Png);
        };
        var looking = Enumerable.Range(0, 20).Select(_ => _http.GetAsync("/logo?client_id=app")).ToList();
        while (_server.Requests == 0)
        {
            await Task.Yield();
        }

        go.SetResult();
        Assert.All(await Task.WhenAll(looking), a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task A_failure_is_not_asked_again_at_once()
    {
        _server.Paths.Remove("/logo");
        await IsNoneAsync("app");
        await IsNoneAsync("app");
        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task An_unknown_client_and_one_without_a_picture_have_none()
    {
        await AddAsync("plain", logo: null);
        await IsNoneAsync("plain");
        await IsNoneAsync("nobody");
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/logo")).StatusCode);
        Assert.Equal(0, _server.Requests);
    }

    [Fact]
    public async Task A_redirect_and_an_endless_picture_are_cut_off()
    {
        await AddAsync("moved", _server.Url("/moved"));
        _server.Paths["/moved"] = context => Task.Run(() => context.Response.Redirect("/logo"));
        await IsNoneAsync("moved");
        Assert.Equal(1, _server.Requests);
        await AddAsync("endless", _server.Url("/endless"));
        _server.Paths["/endless"] = async context =>
        {
            await context.Response.Body.WriteAsync(Png);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[8192]);
            }
        };
        await IsNoneAsync("endless");
    }

    [Fact]
    public async Task A_slow_picture_is_given_up()
    {
        _server.Paths["/logo"] = async context =>
        {
            await context.Response.Body.WriteAsync(Png.AsMemory(..8));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        await IsNoneAsync("app");
    }

    [Theory]
    [MemberData(nameof(SsrfCases.PrivateAddresses), MemberType = typeof(SsrfCases))]
    public async Task A_name_that_leads_inside_is_never_connected_to(string address)
    {
        using var http = new OutboundHttp(RemotePolicy.Public with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]),
        });
        Assert.Null(await new Logos(http, TimeProvider.System).FindAsync("https://host.example.test/logo.png", default));
    }

    [Theory]
    [MemberData(nameof(SsrfCases.PrivateUrls), MemberType = typeof(SsrfCases))]
    public async Task Nothing_inside_is_asked_however_it_is_written(string url)
    {
        using var http = new OutboundHttp(RemotePolicy.Public);
        Assert.Null(await new Logos(http, TimeProvider.System).FindAsync(url, default));
    }

    [Fact]
    public async Task A_name_that_turns_to_a_private_address_shows_nothing_new()
    {
        var asked = 0;
        Serve(Png, close: true);
        using var http = new OutboundHttp(_server.Policy with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("fd00::1")]),
        });
        var logos = new Logos(http, _portal.Clock);
        Assert.NotNull(await logos.FindAsync(_server.Url("/logo"), default));
        Assert.Null(await logos.FindAsync(_server.Url("/other"), default));
        Assert.Equal((2, 1), (asked, _server.Requests));
    }

    private async Task IsNoneAsync(string clientId)
    {
        using var answer = await _http.GetAsync("/logo?client_id=" + clientId);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    private Task AddAsync(string clientId, string? logo) => _portal.AddClientAsync(
        clientId, new ClientMetadata { ClientName = clientId, LogoUri = logo, RedirectUris = ["https://app.example.test/cb"] });

    private void Serve(byte[] body, string type = "image/png", string? cacheControl = null, bool close = false)
        => _server.Paths["/logo"] = async context =>
        {
            context.Response.ContentType = type;
            if (cacheControl is not null)
            {
                context.Response.Headers.CacheControl = cacheControl;
            }

            if (close)
            {
                context.Response.Headers.Connection = "close";
            }

            await context.Response.Body.WriteAsync(body);
        };
}
