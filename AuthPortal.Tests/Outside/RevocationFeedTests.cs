using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace AuthPortal.Tests.Outside;

/// <summary>Resource servers as the guide shows them refuse a revoked token within a second.</summary>
public sealed class RevocationFeedTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);

    private static string Guide => Repository.Text("AuthPortal", "Docs", "protect-an-api.md");

    [Fact]
    public async Task A_resource_server_in_another_process_refuses_a_revoked_token()
    {
        await using var place = new OutsideApp();
        await NodeProgram.WriteAsync("openid-client", "api.mjs", Guide.Split("```js")[1].Split("```")[0]);
        using var node = await NodeProgram.StartAsync(
            "openid-client",
            "api.mjs",
            ("ISSUER", portal.Root),
            ("AUDIENCE", OutsidePortal.Api),
            ("PORT", new Uri(place.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("ready", await node.HearAsync());
        await RefusesOnceRevokedAsync(place.Address + "/");
    }

    [Fact]
    public async Task JwtBearer_with_the_feed_refuses_a_revoked_token()
    {
        var shown = Repository.Text("AuthPortal.Tests", "Outside", "RevokedTokens.cs");
        Assert.Contains(shown[shown.IndexOf("public sealed class", StringComparison.Ordinal)..], Guide, StringComparison.Ordinal);
        await using var api = new OutsideApp();
        await api.StartAsync(
            services =>
            {
                services.AddHttpClient();
                services.AddSingleton<RevokedTokens>();
                services.AddHostedService(provider => provider.GetRequiredService<RevokedTokens>());
                services.AddAuthorization().AddAuthentication("Bearer").AddJwtBearer(options =>
                {
                    options.Authority = portal.Root;
                    options.RequireHttpsMetadata = false;
                    options.Audience = OutsidePortal.Api;
                    options.MapInboundClaims = false;
                    options.TokenValidationParameters.ValidTypes = ["at+jwt"];
                    options.Events = new JwtBearerEvents { OnTokenValidated = RevokedTokens.RefuseAsync };
                });
            },
            routes => routes.MapGet("/", () => "in").RequireAuthorization());
        await RefusesOnceRevokedAsync(api.Address + "/");
    }

    private async Task RefusesOnceRevokedAsync(string api)
    {
        using var http = new HttpClient();
        var (kept, ended) = (await TokenAsync(http), await TokenAsync(http));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(http, api, kept));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(http, api, ended));

        await RevokeAsync(http, ended);
        var since = Stopwatch.StartNew();
        while (await CallAsync(http, api, ended) == HttpStatusCode.OK)
        {
            // A loaded machine may take longer than the server promises; a broken feed takes for ever.
            Assert.True(since.Elapsed < 10 * Within, "The token is still accepted.");
            await Task.Delay(50);
        }

        Assert.Equal(HttpStatusCode.OK, await CallAsync(http, api, kept));
    }

    private async Task<string> TokenAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, portal.Root + "/token");
        request.Headers.Authorization = AppScene.Basic(OutsidePortal.LongMachine, OutsidePortal.Secret);
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "notes.read")]);
        return (await Answer.OfAsync(await http.SendAsync(request))).Ok()["access_token"]!;
    }

    private async Task RevokeAsync(HttpClient http, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, portal.Root + "/revoke");
        request.Headers.Authorization = AppScene.Basic(OutsidePortal.LongMachine, OutsidePortal.Secret);
        request.Content = new FormUrlEncodedContent([new("token", token)]);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(request)).StatusCode);
    }

    private static async Task<HttpStatusCode> CallAsync(HttpClient http, string api, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, api);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await http.SendAsync(request)).StatusCode;
    }
}
