using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Outside;

/// <summary>
/// The MCP TypeScript SDK as an app: it finds the portal from the MCP server, makes itself known, signs in, refreshes.
/// </summary>
public sealed class McpSdkTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    [Fact]
    public async Task Registers_itself_signs_in_and_refreshes_for_one_mcp_server()
    {
        await using var app = new OutsideApp();
        await UseAsync(app, portal.Root);
    }

    [Fact]
    public async Task Is_known_by_its_metadata_document_without_being_registered()
    {
        await using var app = new OutsideApp();
        await using var website = await RemoteServer.StartAsync();
        await using var reaching = KestrelPortal.Reaching(website.Policy);
        await reaching.AddUserAsync("alice");
        var clientId = website.Url("/oauth/client.json");
        website.Json("/oauth/client.json", () => JsonSerializer.Serialize(new
        {
            client_id = clientId,
            client_name = "MCP tool",
            redirect_uris = new[] { app.Address + "/signin" },
            grant_types = new[] { "authorization_code", "refresh_token" },
            response_types = new[] { "code" },
            token_endpoint_auth_method = "none",
        }));
        var got = await UseAsync(app, reaching.Root, ("METADATA_URL", clientId));
        Assert.Equal(clientId, got.GetProperty("client").GetString());
        var known = Assert.Single(await reaching.ReadAsync(db => db.Clients.ToListAsync()));
        Assert.Equal((clientId, ClientSource.Document), (known.Id, known.Source));
    }

    private static async Task<JsonElement> UseAsync(OutsideApp app, string root, params (string, string)[] settings)
    {
        var server = app.Address + "/mcp";
        await app.StartAsync(
            services => services.AddAuthorization().AddAuthentication(),
            routes =>
            {
                routes.MapGet("/signin", () => "in");
                routes.MapGet("/.well-known/oauth-protected-resource/mcp", () => Results.Json(new
                {
                    resource = server,
                    authorization_servers = new[] { root },
                    scopes_supported = new[] { "openid" },
                }));
            });
        using var node = await NodeProgram.StartAsync(
            "mcp-sdk", "app.mjs", [("SERVER", server), ("REDIRECT_URI", app.Address + "/signin"), .. settings]);
        using var person = new Person("alice");
        Assert.Equal("in", await person.GoAsync(await node.HearAsync()));
        await node.SayAsync(person.Way.Peek().AbsoluteUri);
        var got = JsonDocument.Parse(await node.HearAsync()).RootElement;
        Assert.Equal(server, got.GetProperty("resource").GetString());
        Assert.Equal("S256", got.GetProperty("method").GetString());
        Assert.Equal("AUTHORIZED", got.GetProperty("again").GetString());
        Assert.True(got.GetProperty("rotated").GetBoolean());
        var token = new JsonWebToken(got.GetProperty("token").GetString());
        Assert.Equal((root, server), (token.Issuer, Assert.Single(token.Audiences)));
        Assert.Equal(got.GetProperty("client").GetString(), token.GetPayloadValue<string>("client_id"));
        await node.EndAsync();
        return got;
    }
}
