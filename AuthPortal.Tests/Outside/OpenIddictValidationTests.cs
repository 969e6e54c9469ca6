using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using AuthPortal.Tests.Tokens;
using OpenIddict.Validation.AspNetCore;

namespace AuthPortal.Tests.Outside;

/// <summary>OpenIddict.Validation protects an API by introspection: a revoked token is refused at the next call.</summary>
public sealed class OpenIddictValidationTests(OutsidePortal portal) : IClassFixture<OutsidePortal>, IAsyncLifetime
{
    private readonly OutsideApp _api = new();
    private readonly HttpClient _http = new();

    public Task InitializeAsync() => _api.StartAsync(
        services =>
        {
            services.AddAuthorization()
                .AddAuthentication(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
            services.AddOpenIddict().AddValidation(options =>
            {
                options.SetIssuer(portal.Root);
                options.AddAudiences(OutsidePortal.Api);
                options.UseIntrospection().SetClientId(OutsidePortal.ApiClient).SetClientSecret(OutsidePortal.Secret);
                options.UseSystemNetHttp();
                options.UseAspNetCore();
            });
        },
        app => app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirstValue("sub")).RequireAuthorization());

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Accepts_a_live_token_and_refuses_it_once_revoked(string format)
    {
        var app = await AppScene.CreateAsync(
            portal.Portal,
            m => m with { Scope = "openid notes.read", AccessTokenFormat = format },
            "openid notes.read");
        var token = (await app.TokensAsync("openid notes.read")).GetProperty("access_token").GetString()!;
        var answer = await CallAsync(token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(app.User.Id, await answer.Content.ReadAsStringAsync());

        Assert.Equal(200, (await app.PostAsync("/revoke", ("token", token))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(token)).StatusCode);
    }

    [Fact]
    public async Task Refuses_a_live_token_for_another_api()
    {
        var app = await AppScene.CreateAsync(
            portal.Portal, m => m with { Scope = "openid other.read" }, "openid other.read");
        var token = (await app.TokensAsync("openid other.read")).GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(token)).StatusCode);
    }

    private async Task<HttpResponseMessage> CallAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _api.Address + "/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }
}
