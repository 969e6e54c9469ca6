using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace AuthPortal.Tests.Outside;

/// <summary>
/// ASP.NET Core's OpenID Connect handler signs a person in and out, by a pushed request or not, answered by query and by
/// form.
/// </summary>
public sealed class OpenIdConnectHandlerTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    [Theory]
    [InlineData("query", "ES256", PushedAuthorizationBehavior.Disable)]
    [InlineData("query", "PS256", PushedAuthorizationBehavior.UseIfAvailable)]
    [InlineData("form_post", "RS256", PushedAuthorizationBehavior.Disable)]
    [InlineData("form_post", "ES256", PushedAuthorizationBehavior.Require)]
    public async Task Signs_in_reads_userinfo_and_signs_out(
        string responseMode,
        string algorithm,
        PushedAuthorizationBehavior pushing)
    {
        await using var app = new OutsideApp();
        var clientId = $"handler-{responseMode}-{pushing}";
        await portal.AddAppAsync(
            clientId,
            app,
            m => m with
            {
                IdTokenSignedResponseAlg = algorithm,
                RequirePushedAuthorizationRequests = pushing == PushedAuthorizationBehavior.Require,
            });
        await app.StartAsync(services => AddHandler(services, clientId, responseMode, pushing), Map);
        using var person = new Person("alice");

        var me = JsonDocument.Parse(await person.GoAsync(app.Address + "/")).RootElement;
        Assert.Equal("alice@example.test", me.GetProperty("email").GetString());
        Assert.Equal(JsonValueKind.String, me.GetProperty("refresh_token").ValueKind);
        Assert.Equal(
            pushing != PushedAuthorizationBehavior.Disable,
            person.Way.Last(address => address.AbsolutePath == "/authorize").Query.Contains(
                "request_uri=", StringComparison.Ordinal));
        Assert.Equal(
            responseMode == "query",
            person.Way.Any(address => address.Query.Contains("code=", StringComparison.Ordinal)));

        Assert.Equal("out", await person.GoAsync(app.Address + "/sign-out"));
        Assert.Contains(person.Way, address => address.AbsolutePath == "/logout");

        // Nobody is signed in any more, here or there.
        person.Way.Clear();
        await person.GoAsync(app.Address + "/");
        Assert.Contains(person.Way, address => address.AbsolutePath == "/login");
    }

    private void AddHandler(
        IServiceCollection services,
        string clientId,
        string responseMode,
        PushedAuthorizationBehavior pushing)
        => services.AddAuthorization().AddAuthentication(options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie()
            .AddOpenIdConnect(options =>
            {
                options.Authority = portal.Root;
                options.RequireHttpsMetadata = false;
                options.ClientId = clientId;
                options.ClientSecret = OutsidePortal.Secret;
                options.ResponseType = "code";
                options.ResponseMode = responseMode;
                options.PushedAuthorizationBehavior = pushing;
                options.CallbackPath = "/signin";
                options.SignedOutCallbackPath = "/signed-out";
                options.SignedOutRedirectUri = "/out";
                options.Scope.Clear();
                options.Scope.Add("openid profile email offline_access");
                options.SaveTokens = true;
                options.MapInboundClaims = false;
                options.GetClaimsFromUserInfoEndpoint = true;
                options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            });

    private static void Map(WebApplication app)
    {
        app.MapGet("/", async (HttpContext context, ClaimsPrincipal user) => Results.Json(new
        {
            sub = user.FindFirstValue("sub"),
            email = user.FindFirstValue("email"),
            refresh_token = await context.GetTokenAsync("refresh_token"),
        })).RequireAuthorization();
        app.MapGet("/sign-out", () => Results.SignOut(
            null, [CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme]));
        app.MapGet("/out", () => "out");
    }
}
