using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Outside;

/// <summary>The MCP TypeScript SDK as an app: it finds the portal from the MCP server, registers, signs in, refreshes.</summary>
public sealed class McpSdkTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    [Fact]
    public async Task Registers_itself_signs_in_and_refreshes_for_one_mcp_server()
    {
        await using var app = new OutsideApp();
        var server = app.Address + "/mcp";
        await app.StartAsync(
            services => services.AddAuthorization().AddAuthentication(),
            routes =>
            {
                routes.MapGet("/signin", () => "in");
                routes.MapGet("/.well-known/oauth-protected-resource/mcp", () => Results.Json(new
                {
                    resource = server,
                    authorization_servers = new[] { portal.Root },
                    scopes_supported = new[] { "openid" },
                }));
            });
        using var node = await NodeProgram.StartAsync(
            "mcp-sdk", "app.mjs", ("SERVER", server), ("REDIRECT_URI", app.Address + "/signin"));
        var address = await node.StandardOutput.ReadLineAsync();
        Assert.True(address is not null, address is null ? await node.StandardError.ReadToEndAsync() : null);
        using var person = new Person("alice");
        Assert.Equal("in", await person.GoAsync(address!));
        await node.StandardInput.WriteLineAsync(person.Way.Peek().AbsoluteUri);
        var said = await node.StandardOutput.ReadLineAsync();
        Assert.True(said is not null, said is null ? await node.StandardError.ReadToEndAsync() : null);
        var got = JsonDocument.Parse(said!).RootElement;
        Assert.Equal(server, got.GetProperty("resource").GetString());
        Assert.Equal("S256", got.GetProperty("method").GetString());
        Assert.Equal("AUTHORIZED", got.GetProperty("again").GetString());
        Assert.True(got.GetProperty("rotated").GetBoolean());
        var token = new JsonWebToken(got.GetProperty("token").GetString());
        Assert.Equal((portal.Root, server), (token.Issuer, Assert.Single(token.Audiences)));
        await node.WaitForExitAsync();
    }
}
