using System.Text.Json;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.Abstractions;
using OpenIddict.Client;
using static OpenIddict.Client.OpenIddictClientModels;

namespace AuthPortal.Tests.Outside;

/// <summary>OpenIddict.Client without a browser: on a device, and in an API that calls another one for a person.</summary>
public sealed class OpenIddictGrantTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    [Fact]
    public async Task A_device_signs_a_person_in_and_refreshes()
    {
        const string Tv = "openiddict-tv";
        await portal.AddDeviceAsync(Tv);
        await using var services = Services(Tv, secret: null, o => o.AllowDeviceAuthorizationFlow().AllowRefreshTokenFlow());
        var client = services.GetRequiredService<OpenIddictClientService>();
        var asked = await client.ChallengeUsingDeviceAsync(new DeviceChallengeRequest
        {
            Scopes = ["openid", "profile", "email", "offline_access"],
        });
        using var person = new Person("alice");
        Assert.Contains(
            "Your device is connected",
            await person.GoAsync(asked.VerificationUriComplete!.AbsoluteUri),
            StringComparison.Ordinal);
        var got = await client.AuthenticateWithDeviceAsync(new DeviceAuthenticationRequest
        {
            DeviceCode = asked.DeviceCode,
            Interval = asked.Interval,
            Timeout = asked.ExpiresIn,
        });
        Assert.Equal("alice@example.test", got.Principal.FindFirst("email")?.Value);
        var refreshed = await client.AuthenticateWithRefreshTokenAsync(
            new RefreshTokenAuthenticationRequest { RefreshToken = got.RefreshToken! });
        Assert.NotEqual(got.RefreshToken, refreshed.RefreshToken);
    }

    [Fact]
    public async Task An_api_exchanges_the_token_that_it_was_called_with()
    {
        const string Scopes = "openid notes.read other.read";
        var app = await AppScene.CreateAsync(portal.Portal, m => m with { Scope = Scopes }, Scopes);
        var tokens = await app.TokensAsync(Scopes);
        await using var services = Services(
            OutsidePortal.ApiClient, OutsidePortal.Secret, o => o.AllowTokenExchangeFlow());
        var got = await services.GetRequiredService<OpenIddictClientService>().AuthenticateWithTokenExchangeAsync(
            new TokenExchangeAuthenticationRequest
            {
                SubjectToken = tokens.GetProperty("access_token").GetString()!,
                SubjectTokenType = OpenIddictConstants.TokenTypeIdentifiers.AccessToken,
                RequestedTokenType = OpenIddictConstants.TokenTypeIdentifiers.AccessToken,
                Resources = [OutsidePortal.NextApi],
                DisableUserInfo = true, // What is got is for the next API alone.
            });
        var token = new JsonWebToken(got.IssuedToken);
        Assert.Equal(OpenIddictConstants.TokenTypeIdentifiers.AccessToken, got.IssuedTokenType);
        Assert.Equal((app.User.Id, OutsidePortal.NextApi), (token.Subject, Assert.Single(token.Audiences)));
        Assert.Equal("other.read", token.GetPayloadValue<string>("scope"));
        Assert.Equal(OutsidePortal.ApiClient, token.GetPayloadValue<JsonElement>("act").GetProperty("sub").GetString());
    }

    private ServiceProvider Services(string clientId, string? secret, Action<OpenIddictClientBuilder> allow)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOpenIddict().AddClient(options =>
        {
            allow(options);
            options.DisableTokenStorage();
            options.UseSystemNetHttp();
            options.AddRegistration(new OpenIddictClientRegistration
            {
                Issuer = new Uri(portal.Root),
                ClientId = clientId,
                ClientSecret = secret,
            });
        });
        return services.BuildServiceProvider();
    }
}
