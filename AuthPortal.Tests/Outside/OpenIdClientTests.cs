using System.Text.Json;

namespace AuthPortal.Tests.Outside;

/// <summary>openid-client for Node as an app: PKCE, userinfo, refresh, revocation, sign-out; and on a device.</summary>
public sealed class OpenIdClientTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    [Theory]
    [InlineData("client_secret_basic", "ES256")]
    [InlineData("client_secret_post", "RS256")]
    [InlineData("none", "ES256")]
    public async Task Signs_in_refreshes_revokes_and_signs_out(string method, string algorithm)
    {
        await using var app = new OutsideApp();
        var clientId = "node-" + method;
        var secret = method == "none" ? null : OutsidePortal.Secret;
        await portal.AddAppAsync(
            clientId,
            app,
            m => m with { TokenEndpointAuthMethod = method, IdTokenSignedResponseAlg = algorithm },
            secret);
        await app.StartAsync(
            services => services.AddAuthorization().AddAuthentication(),
            routes =>
            {
                routes.MapGet("/signin", () => "in");
                routes.MapGet("/signed-out", () => "out");
            });
        using var node = await NodeProgram.StartAsync(
            "openid-client",
            "app.mjs",
            ("ISSUER", portal.Root),
            ("CLIENT_ID", clientId),
            ("CLIENT_SECRET", secret ?? string.Empty),
            ("REDIRECT_URI", app.Address + "/signin"),
            ("AUTH_METHOD", method),
            ("ID_TOKEN_ALG", algorithm));
        using var person = new Person("alice");
        Assert.Equal("in", await person.GoAsync(await node.HearAsync()));
        await node.SayAsync(person.Way.Peek().AbsoluteUri);
        var got = JsonDocument.Parse(await node.HearAsync()).RootElement;
        Assert.Equal(portal.Root, got.GetProperty("iss").GetString());
        Assert.Equal("alice@example.test", got.GetProperty("email").GetString());
        Assert.True(got.GetProperty("rotated").GetBoolean());
        Assert.Equal("invalid_grant", got.GetProperty("refused").GetString());

        Assert.Equal("out", await person.GoAsync(got.GetProperty("end").GetString()!));
        await node.EndAsync();
    }

    [Fact]
    public async Task A_device_signs_a_person_in_and_refreshes()
    {
        await portal.AddDeviceAsync("node-tv");
        using var node = await NodeProgram.StartAsync(
            "openid-client", "device.mjs", ("ISSUER", portal.Root), ("CLIENT_ID", "node-tv"));
        using var person = new Person("alice");
        Assert.Contains(
            "Your device is connected", await person.GoAsync(await node.HearAsync()), StringComparison.Ordinal);
        var got = JsonDocument.Parse(await node.HearAsync()).RootElement;
        Assert.Equal(portal.Root, got.GetProperty("iss").GetString());
        Assert.Equal("alice@example.test", got.GetProperty("email").GetString());
        Assert.True(got.GetProperty("rotated").GetBoolean());
        await node.EndAsync();
    }
}
