using System.Text.Json;

namespace AuthPortal.Tests.Outside;

/// <summary>openid-client for Node as an app: discovery, PKCE, userinfo, refresh, revocation, sign-out.</summary>
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
        var address = await node.StandardOutput.ReadLineAsync();
        Assert.True(address is not null, await LastWordsAsync(node));

        using var person = new Person("alice");
        Assert.Equal("in", await person.GoAsync(address!));
        await node.StandardInput.WriteLineAsync(person.Way.Peek().AbsoluteUri);
        var said = await node.StandardOutput.ReadLineAsync();
        Assert.True(said is not null, await LastWordsAsync(node));
        var got = JsonDocument.Parse(said!).RootElement;
        Assert.Equal(portal.Root, got.GetProperty("iss").GetString());
        Assert.Equal("alice@example.test", got.GetProperty("email").GetString());
        Assert.True(got.GetProperty("rotated").GetBoolean());
        Assert.Equal("invalid_grant", got.GetProperty("refused").GetString());

        Assert.Equal("out", await person.GoAsync(got.GetProperty("end").GetString()!));
        await node.WaitForExitAsync();
    }

    private static async Task<string> LastWordsAsync(System.Diagnostics.Process node)
        => node.HasExited ? await node.StandardError.ReadToEndAsync() : string.Empty;
}
