using System.Text.Json;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Endpoints;

/// <summary>This server as a protected resource.</summary>
public sealed class Rfc9728ResourceMetadataTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task S5_1_who_comes_without_a_token_is_led_to_who_issues_them()
    {
        using var http = portal.NewClient();
        var refused = await http.GetAsync("/userinfo");
        var challenge = refused.Headers.WwwAuthenticate.First().Parameter!;
        var url = challenge.Split("resource_metadata=\"")[1].Split('"')[0];
        var metadata = await http.GetFromJsonAsync<JsonElement>(url);
        Assert.Equal(Portal.Issuer, metadata.GetProperty("resource").GetString());
        var server = metadata.GetProperty("authorization_servers")[0].GetString();
        var issuer = await http.GetFromJsonAsync<JsonElement>(server + "/.well-known/oauth-authorization-server");
        Assert.Equal(server, issuer.GetProperty("issuer").GetString());
        Assert.DoesNotContain(
            "query", metadata.GetProperty("bearer_methods_supported").EnumerateArray().Select(m => m.GetString()));
    }
}
