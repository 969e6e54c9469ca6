using System.Net.Http.Headers;
using System.Text.Json;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Endpoints;

public sealed class DiscoveryTests(Portal portal) : IClassFixture<Portal>
{
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "k", "oth"];

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    public async Task Metadata_names_this_issuer_and_endpoints_under_it(string path)
    {
        var metadata = await JsonAsync(portal, path);
        Assert.Equal(Portal.Issuer, metadata.GetProperty("issuer").GetString());
        foreach (var url in metadata.EnumerateObject().Where(p => p.Name.EndsWith("_endpoint", StringComparison.Ordinal)))
        {
            Assert.StartsWith(Portal.Issuer + "/", url.Value.GetString(), StringComparison.Ordinal);
        }

        Assert.Equal($"{Portal.Issuer}/token", metadata.GetProperty("token_endpoint").GetString());
        Assert.Equal($"{Portal.Issuer}/.well-known/jwks.json", metadata.GetProperty("jwks_uri").GetString());
        Assert.Equal(
            [
                "authorization_code", "refresh_token", "client_credentials", GrantTypeName.DeviceCode,
                GrantTypeName.TokenExchange, GrantTypeName.JwtBearer,
            ],
            Strings(metadata, "grant_types_supported"));
        Assert.Equal(
            ["client_secret_basic", "client_secret_post", "private_key_jwt", "client_secret_jwt", "none"],
            Strings(metadata, "token_endpoint_auth_methods_supported"));
        Assert.DoesNotContain("none", Strings(metadata, "introspection_endpoint_auth_methods_supported"));
        Assert.Equal(["ES256", "PS256", "RS256"], Strings(metadata, "id_token_signing_alg_values_supported").Order());
        Assert.Contains("offline_access", Strings(metadata, "scopes_supported"));
        Assert.Equal(["en", "ko"], Strings(metadata, "ui_locales_supported"));
        Assert.Equal(["code"], Strings(metadata, "response_types_supported"));
        Assert.Equal(ResponseMode.All, Strings(metadata, "response_modes_supported"));
        Assert.Equal(["S256"], Strings(metadata, "code_challenge_methods_supported"));
        Assert.True(metadata.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        Assert.True(metadata.GetProperty("claims_parameter_supported").GetBoolean());
        Assert.True(metadata.GetProperty("request_parameter_supported").GetBoolean());
        Assert.True(metadata.GetProperty("request_uri_parameter_supported").GetBoolean());
    }

    [Fact]
    public async Task Every_endpoint_in_the_metadata_is_there()
    {
        var metadata = await JsonAsync(portal, "/.well-known/openid-configuration");
        using var http = portal.NewClient();
        foreach (var url in metadata.EnumerateObject().Where(p => p.Name.EndsWith("_endpoint", StringComparison.Ordinal)))
        {
            using var form = new FormUrlEncodedContent([]);
            var status = (int)(await http.PostAsync(url.Value.GetString(), form)).StatusCode;
            Assert.True(status is not (404 or 405 or >= 500), $"{url.Name} answers {status}");
        }
    }

    [Fact]
    public async Task A_new_scope_shows_at_once()
    {
        await portal.AddScopeAsync("fresh.read", "Fresh");
        portal.Services.GetRequiredService<ScopeCatalog>().Forget();
        var metadata = await JsonAsync(portal, "/.well-known/openid-configuration");
        Assert.Contains("fresh.read", Strings(metadata, "scopes_supported"));
    }

    [Fact]
    public async Task Keys_are_published_without_a_private_part()
    {
        var keys = (await JsonAsync(portal, "/.well-known/jwks.json")).GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(["EC", "RSA", "RSA"], keys.Select(k => k.GetProperty("kty").GetString()).Order());
        foreach (var key in keys)
        {
            Assert.Equal("sig", key.GetProperty("use").GetString());
            Assert.NotEmpty(key.GetProperty("kid").GetString()!);
            Assert.NotEmpty(key.GetProperty("alg").GetString()!);
            Assert.DoesNotContain(key.EnumerateObject(), p => PrivateMembers.Contains(p.Name));
        }
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/jwks.json")]
    public async Task A_known_answer_is_not_sent_again(string path)
    {
        using var http = portal.NewClient();
        var first = await http.GetAsync(path);
        Assert.Equal("public, max-age=300", first.Headers.CacheControl?.ToString());
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var second = await http.SendAsync(again);
        Assert.Equal((304, 0), ((int)second.StatusCode, (await second.Content.ReadAsByteArrayAsync()).Length));
        using var other = new HttpRequestMessage(HttpMethod.Get, path);
        other.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\""));
        Assert.Equal(200, (int)(await http.SendAsync(other)).StatusCode);
    }

    [Fact]
    public async Task For_an_issuer_with_a_path_the_well_known_part_stands_before_it()
    {
        await using var under = new Portal();
        under.Settings["OAuth:Issuer"] = Portal.Issuer + "/tenant/one";
        var metadata = await JsonAsync(under, "/.well-known/oauth-authorization-server/tenant/one");
        Assert.Equal(Portal.Issuer + "/tenant/one", metadata.GetProperty("issuer").GetString());
        Assert.Equal(Portal.Issuer + "/tenant/one/token", metadata.GetProperty("token_endpoint").GetString());
        await JsonAsync(under, "/tenant/one/.well-known/openid-configuration");
        using var http = under.NewClient();
        Assert.Equal(404, (int)(await http.GetAsync("/.well-known/oauth-authorization-server/other")).StatusCode);
    }

    [Fact]
    public async Task Without_a_path_nothing_may_follow()
        => Assert.Equal(
            404,
            (int)(await portal.NewClient().GetAsync("/.well-known/openid-configuration/x")).StatusCode);

    private static async Task<JsonElement> JsonAsync(Portal portal, string path)
    {
        var response = await portal.NewClient().GetAsync(path);
        Assert.Equal((200, "application/json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private static IEnumerable<string> Strings(JsonElement json, string name)
        => json.GetProperty(name).EnumerateArray().Select(v => v.GetString()!);
}
