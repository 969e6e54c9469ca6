using System.Text.Json;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Outside;

/// <summary>
/// openid-client for Node as an app of the FAPI 2.0 profile with message signing: registration, PAR, JAR, JARM, DPoP,
/// private_key_jwt, signed userinfo and introspection. It checks every signature, the ID token's from /token included.
/// </summary>
public sealed class FapiClientTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    [Fact]
    public async Task Registers_itself_and_signs_in_with_every_protection_at_once()
    {
        const string Callback = "https://bank.example.test/cb";
        using var node = await NodeProgram.StartAsync(
            "openid-client", "fapi.mjs", ("ISSUER", portal.Root), ("REDIRECT_URI", Callback));
        using var person = new Person("alice");
        var back = await person.GoAsync(await node.HearAsync());
        Assert.StartsWith(Callback + "?response=", back, StringComparison.Ordinal);
        await node.SayAsync(back);
        var got = JsonDocument.Parse(await node.HearAsync()).RootElement;
        Assert.Equal("dpop", got.GetProperty("type").GetString());
        Assert.Equal("dpop", got.GetProperty("refreshed").GetString());
        Assert.Equal("alice@example.test", got.GetProperty("email").GetString());
        Assert.Equal(401, got.GetProperty("stolen").GetInt32());
        Assert.Equal(
            ["client_id", "request_uri"],
            got.GetProperty("parameters").EnumerateArray().Select(p => p.GetString()).Order());
        Assert.True(got.GetProperty("active").GetBoolean());
        Assert.Equal("string", got.GetProperty("bound").GetString());
        await node.EndAsync();
        var clientId = got.GetProperty("client").GetString();
        var app = await portal.Portal.ReadAsync(db => db.Clients.SingleAsync(c => c.Id == clientId));
        Assert.Equal((ClientSource.Registration, "fapi2"), (app.Source, app.Metadata.Profile));
    }
}
