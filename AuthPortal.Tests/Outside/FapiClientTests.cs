using System.Text.Json;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>
/// openid-client for Node as an app of the FAPI 2.0 profile with message signing: PAR, JAR, JARM, DPoP, private_key_jwt.
/// </summary>
public sealed class FapiClientTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    [Fact]
    public async Task Signs_in_with_every_protection_at_once()
    {
        const string ClientId = "node-fapi";
        await using var app = new OutsideApp();
        using var key = new ClientSigner();
        await portal.AddAppAsync(
            ClientId,
            app,
            m => m with
            {
                TokenEndpointAuthMethod = "private_key_jwt",
                Jwks = key.Jwks,
                Profile = "fapi2",
                DpopBoundAccessTokens = true,
                RequireSignedRequestObject = true,
            },
            secret: null);
        await app.StartAsync(
            services => services.AddAuthorization().AddAuthentication(),
            routes => routes.MapGet("/signin", () => "in"));
        using var node = await NodeProgram.StartAsync(
            "openid-client",
            "fapi.mjs",
            ("ISSUER", portal.Root),
            ("CLIENT_ID", ClientId),
            ("REDIRECT_URI", app.Address + "/signin"),
            ("PRIVATE_JWK", key.PrivateJwk));
        var address = await node.StandardOutput.ReadLineAsync();
        Assert.True(address is not null, address is null ? await node.StandardError.ReadToEndAsync() : null);
        using var person = new Person("alice");
        Assert.Equal("in", await person.GoAsync(address!));
        await node.StandardInput.WriteLineAsync(person.Way.Peek().AbsoluteUri);
        var said = await node.StandardOutput.ReadLineAsync();
        Assert.True(said is not null, said is null ? await node.StandardError.ReadToEndAsync() : null);
        var got = JsonDocument.Parse(said!).RootElement;
        Assert.Equal("dpop", got.GetProperty("type").GetString());
        Assert.Equal("dpop", got.GetProperty("refreshed").GetString());
        Assert.Equal("alice@example.test", got.GetProperty("email").GetString());
        Assert.Equal(401, got.GetProperty("stolen").GetInt32());
        Assert.Equal(
            ["client_id", "request_uri"],
            got.GetProperty("parameters").EnumerateArray().Select(p => p.GetString()).Order());
        await node.WaitForExitAsync();
    }
}
