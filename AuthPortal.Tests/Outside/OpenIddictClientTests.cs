using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Client;
using OpenIddict.Client.AspNetCore;
using static OpenIddict.Client.AspNetCore.OpenIddictClientAspNetCoreConstants;
using static OpenIddict.Client.OpenIddictClientModels;

namespace AuthPortal.Tests.Outside;

/// <summary>OpenIddict.Client as an app: sign in, userinfo, refresh, revoke, sign out.</summary>
public sealed class OpenIddictClientTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    private const string Scheme = OpenIddictClientAspNetCoreDefaults.AuthenticationScheme;

    [Fact]
    public async Task Signs_in_refreshes_revokes_and_signs_out()
    {
        await using var app = new OutsideApp();
        await portal.AddAppAsync("openiddict", app, m => m with { TokenEndpointAuthMethod = "client_secret_post" });
        await app.StartAsync(services => AddClient(services, app), Map);
        using var person = new Person("alice");
        var me = Json(await person.GoAsync(app.Address + "/sign-in"));
        Assert.Equal("alice@example.test", me.GetProperty("email").GetString());

        var refreshToken = me.GetProperty("refresh_token").GetString()!;
        var refreshed = await RefreshAsync(app, refreshToken);
        Assert.NotEqual(refreshToken, refreshed.RefreshToken);
        await app.Services.GetRequiredService<OpenIddictClientService>().RevokeTokenAsync(new RevocationRequest
        {
            Token = refreshed.RefreshToken!,
            TokenTypeHint = OpenIddictConstants.TokenTypeHints.RefreshToken,
        });
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => RefreshAsync(app, refreshed.RefreshToken!));
        Assert.Contains("invalid_grant", refused.ToString(), StringComparison.Ordinal);

        person.Way.Clear();
        var idToken = Uri.EscapeDataString(me.GetProperty("id_token").GetString()!);
        Assert.Equal("out", await person.GoAsync($"{app.Address}/sign-out?hint={idToken}"));
        Assert.Contains(person.Way, address => address.AbsolutePath == "/logout");
    }

    private static async Task<RefreshTokenAuthenticationResult> RefreshAsync(OutsideApp app, string token)
        => await app.Services.GetRequiredService<OpenIddictClientService>().AuthenticateWithRefreshTokenAsync(
            new RefreshTokenAuthenticationRequest { RefreshToken = token });

    private void AddClient(IServiceCollection services, OutsideApp app)
    {
        services.AddAuthorization().AddAuthentication();
        services.AddOpenIddict().AddClient(options =>
        {
            options.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow();
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
            options.DisableTokenStorage();
            options.UseSystemNetHttp();
            options.UseAspNetCore()
                .EnableRedirectionEndpointPassthrough()
                .EnablePostLogoutRedirectionEndpointPassthrough()
                .DisableTransportSecurityRequirement()
                .Configure(o => o.CookieBuilder.SecurePolicy = CookieSecurePolicy.SameAsRequest);
            options.AddRegistration(new OpenIddictClientRegistration
            {
                Issuer = new Uri(portal.Root),
                ClientId = "openiddict",
                ClientSecret = OutsidePortal.Secret,
                Scopes = { "openid", "profile", "email", "offline_access" },
                RedirectUri = new Uri(app.Address + "/signin"),
                PostLogoutRedirectUri = new Uri(app.Address + "/signed-out"),
            });
        });
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/sign-in", () => Results.Challenge(new AuthenticationProperties(), [Scheme]));
        app.MapGet("/sign-out", (string hint) => Results.SignOut(
            new AuthenticationProperties(
                new Dictionary<string, string?>(StringComparer.Ordinal) { [Properties.IdentityTokenHint] = hint }),
            [Scheme]));
        app.MapGet("/signed-out", async (HttpContext context, CancellationToken _) =>
            (await context.AuthenticateAsync(Scheme)).None ? "refused" : "out");
        app.MapGet("/signin", async (HttpContext context, CancellationToken _) =>
        {
            var result = await context.AuthenticateAsync(Scheme);
            return Results.Json(new
            {
                email = result.Principal?.FindFirst("email")?.Value,
                refresh_token = result.Properties?.GetTokenValue(OpenIddictClientAspNetCoreConstants.Tokens.RefreshToken),
                id_token = result.Properties?.GetTokenValue(OpenIddictClientAspNetCoreConstants.Tokens.BackchannelIdentityToken),
            });
        });
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
