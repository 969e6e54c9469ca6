using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Outside;

/// <summary>ASP.NET Core's JwtBearer protects an API with the portal's access tokens.</summary>
public sealed class JwtBearerTests(OutsidePortal portal) : IClassFixture<OutsidePortal>, IAsyncLifetime
{
    private readonly OutsideApp _api = new();
    private readonly HttpClient _http = new();

    public Task InitializeAsync() => _api.StartAsync(
        services => services.AddAuthorization().AddAuthentication("Bearer").AddJwtBearer(options =>
        {
            options.Authority = portal.Root;
            options.RequireHttpsMetadata = false;
            options.Audience = OutsidePortal.Api;
            options.MapInboundClaims = false;
            options.TokenValidationParameters.ValidTypes = ["at+jwt"];
            options.TokenValidationParameters.ClockSkew = TimeSpan.Zero;
        }),
        app => app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirstValue("client_id")).RequireAuthorization());

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Accepts_a_token_for_this_api_until_it_ends()
    {
        var token = await TokenAsync("notes.read");
        var answer = await CallAsync(token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(OutsidePortal.Machine, await answer.Content.ReadAsStringAsync());
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(token)).StatusCode);
    }

    [Fact]
    public async Task Refuses_a_token_for_another_api()
        => Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(await TokenAsync("other.read"))).StatusCode);

    [Fact]
    public async Task Refuses_a_token_whose_signature_was_changed()
    {
        var token = await TokenAsync("notes.read");
        var last = token[^2] == 'A' ? 'B' : 'A';
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(token[..^2] + last + token[^1])).StatusCode);
    }

    private async Task<string> TokenAsync(string scope)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, portal.Root + "/token");
        request.Headers.Authorization = AppScene.Basic(OutsidePortal.Machine, OutsidePortal.Secret);
        request.Content = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("scope", scope)]);
        return (await Answer.OfAsync(await _http.SendAsync(request))).Ok()["access_token"]!;
    }

    private async Task<HttpResponseMessage> CallAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _api.Address + "/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }
}
