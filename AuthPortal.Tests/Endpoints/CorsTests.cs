using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Endpoints;

public sealed class CorsTests(Portal portal) : IClassFixture<Portal>
{
    private const string Own = "https://app.example.test";

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    [InlineData("/.well-known/jwks.json")]
    public async Task The_documents_answer_any_origin(string path)
    {
        Assert.Equal("*", Allowed(await SendAsync(HttpMethod.Get, path, "https://anybody.example.test")));
        Assert.Equal("*", Allowed(await PreflightAsync(path, "https://anybody.example.test")));
    }

    [Theory]
    [InlineData("/token")]
    [InlineData("/userinfo")]
    [InlineData("/revoke")]
    [InlineData("/device_authorization")]
    public async Task Preflights_answer_the_origins_of_registered_apps_alone(string path)
    {
        await AppScene.CreateAsync(portal);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        var known = await PreflightAsync(path, Own);
        Assert.Equal(204, (int)known.StatusCode);
        Assert.Equal(Own, Allowed(known));
        Assert.Contains("Authorization", Header(known, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Null(Header(known, "Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", known.Headers.Vary);
        Assert.Null(Allowed(await PreflightAsync(path, "https://evil.example.test")));
        Assert.Null(Allowed(await PreflightAsync(path, "http://app.example.test")));
        Assert.Null(Allowed(await PreflightAsync(path, "https://app.example.test:8443")));
        Assert.Null(Allowed(await PreflightAsync(path, "null")));
    }

    [Fact]
    public async Task Errors_are_readable_too()
    {
        await AppScene.CreateAsync(portal);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var (method, path) in new[] { ("POST", "/token"), ("GET", "/userinfo"), ("POST", "/revoke") })
        {
            var response = await SendAsync(new HttpMethod(method), path, Own);
            Assert.True((int)response.StatusCode >= 400);
            Assert.Equal(Own, Allowed(response));
            Assert.Equal("WWW-Authenticate, DPoP-Nonce", Header(response, "Access-Control-Expose-Headers"));
        }
    }

    [Fact]
    public async Task The_token_endpoint_answers_the_origins_of_that_client()
    {
        var app = await AppScene.CreateAsync(portal);
        var other = await AppScene.CreateAsync(
            portal, m => m with { RedirectUris = ["https://other.example.test/cb"] });
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Own, await FromAsync(app, Own));
        Assert.Null(await FromAsync(app, "https://other.example.test"));
        Assert.Equal("https://other.example.test", await FromAsync(other, "https://other.example.test"));
    }

    [Fact]
    public async Task A_loopback_address_may_have_any_port()
    {
        await portal.AddClientAsync(
            AppScene.NextName(), new ClientMetadata { RedirectUris = ["http://127.0.0.1/cb"] });
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("http://127.0.0.1:5173", Allowed(await PreflightAsync("/token", "http://127.0.0.1:5173")));
    }

    [Theory]
    [InlineData("/introspect")]
    [InlineData("/authorize")]
    [InlineData("/login")]
    [InlineData("/logout")]
    public async Task All_else_never_answers_another_origin(string path)
    {
        await AppScene.CreateAsync(portal);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Allowed(await PreflightAsync(path, Own)));
        Assert.Null(Allowed(await SendAsync(HttpMethod.Get, path, Own)));
        Assert.Null(Allowed(await SendAsync(HttpMethod.Post, path, Own)));
    }

    private static async Task<string?> FromAsync(AppScene app, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "refresh_token")]),
        };
        request.Headers.Authorization = AppScene.Basic(app.ClientId, app.Secret!);
        request.Headers.Add("Origin", origin);
        return Allowed(await app.Http.SendAsync(request));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        return await portal.NewClient().SendAsync(request);
    }

    private async Task<HttpResponseMessage> PreflightAsync(string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        return await portal.NewClient().SendAsync(request);
    }

    private static string? Allowed(HttpResponseMessage response) => Header(response, "Access-Control-Allow-Origin");

    private static string? Header(HttpResponseMessage response, string name)
        => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
