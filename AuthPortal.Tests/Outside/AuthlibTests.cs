using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>
/// Authlib for Python as an app: PKCE, ID token, userinfo, refresh, client credentials, introspection, revocation, by
/// each way to prove a client that it knows.
/// </summary>
public sealed class AuthlibTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    [Theory]
    [InlineData(ClientAuthMethod.None)]
    [InlineData(ClientAuthMethod.Basic)]
    [InlineData(ClientAuthMethod.Post)]
    [InlineData(ClientAuthMethod.PrivateKeyJwt)]
    public async Task Signs_in_refreshes_asks_and_revokes(string method)
    {
        await using var app = new OutsideApp();
        using var key = new ClientSigner();
        var clientId = "authlib-" + method;
        var isMachine = method != ClientAuthMethod.None;
        var secret = method is ClientAuthMethod.Basic or ClientAuthMethod.Post ? OutsidePortal.Secret : null;
        await portal.AddAppAsync(
            clientId,
            app,
            m => m with
            {
                TokenEndpointAuthMethod = method,
                Jwks = method == ClientAuthMethod.PrivateKeyJwt ? key.Jwks : null,
                GrantTypes = isMachine ? [.. m.GrantTypes!, GrantTypeName.ClientCredentials] : m.GrantTypes,
            },
            secret);
        await app.StartAsync(
            services => services.AddAuthorization().AddAuthentication(),
            routes => routes.MapGet("/signin", () => "in"));
        using var python = await PythonProgram.StartAsync(
            "authlib",
            "app.py",
            ("ISSUER", portal.Root),
            ("CLIENT_ID", clientId),
            ("CREDENTIAL", method == ClientAuthMethod.PrivateKeyJwt ? key.PrivateJwk : secret ?? string.Empty),
            ("REDIRECT_URI", app.Address + "/signin"),
            ("AUTH_METHOD", method));
        using var person = new Person("alice");
        Assert.Equal("in", await person.GoAsync(await python.HearAsync()));
        await python.SayAsync(person.Way.Peek().AbsoluteUri);
        var got = JsonDocument.Parse(await python.HearAsync()).RootElement;
        Assert.Equal("alice@example.test", got.GetProperty("email").GetString());
        Assert.True(got.GetProperty("rotated").GetBoolean());
        Assert.Equal(401, got.GetProperty("userinfo").GetInt32());
        Assert.Equal(isMachine, got.TryGetProperty("machine", out var scope) && scope.GetString() == "notes.read");
        Assert.Equal(
            isMachine ? got.GetProperty("sub").GetString() : null,
            got.TryGetProperty("introspected", out var sub) ? sub.GetString() : null);
        await python.EndAsync();
    }
}
