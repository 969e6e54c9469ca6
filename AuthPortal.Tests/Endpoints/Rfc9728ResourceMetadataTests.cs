using System.Text.Json;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>This server as a protected resource.</summary>
public sealed class Rfc9728ResourceMetadataTests(Portal portal) : IClassFixture<Portal>
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    [Fact]
    public async Task S5_1_who_comes_without_a_token_is_led_to_who_issues_them()
    {
        using var http = portal.NewClient();
        var refused = await http.GetAsync("/userinfo");
        var challenge = refused.Headers.WwwAuthenticate.First().Parameter!;
        var url = challenge.Split("resource_metadata=\"")[1].Split('"')[0];
        Assert.Equal(Portal.Issuer + WellKnown + "/userinfo", url);
        var metadata = await http.GetFromJsonAsync<JsonElement>(url);

        // §3.3: else the client must not use it.
        Assert.Equal(Portal.Issuer + "/userinfo", metadata.GetProperty("resource").GetString());
        var server = metadata.GetProperty("authorization_servers")[0].GetString();
        var issuer = await http.GetFromJsonAsync<JsonElement>(server + "/.well-known/oauth-authorization-server");
        Assert.Equal(server, issuer.GetProperty("issuer").GetString());
        Assert.DoesNotContain(
            "query", metadata.GetProperty("bearer_methods_supported").EnumerateArray().Select(m => m.GetString()));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/userinfo", "/userinfo")]
    public async Task S3_3_each_document_speaks_of_the_resource_that_its_own_address_names(string path, string resource)
    {
        using var http = portal.NewClient();
        using var answer = await http.GetAsync(WellKnown + path);
        Assert.Equal((200, "application/json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var metadata = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        var identifier = metadata.GetProperty("resource").GetString()!;
        Assert.Equal(Portal.Issuer + resource, identifier);

        // §2: https, no fragment; §3.2: no empty list and no null.
        Assert.StartsWith("https://", identifier, StringComparison.Ordinal);
        Assert.DoesNotContain("#", identifier, StringComparison.Ordinal);
        Assert.DoesNotContain(
            metadata.EnumerateObject(),
            m => m.Value.ValueKind is JsonValueKind.Null
                || (m.Value.ValueKind == JsonValueKind.Array && m.Value.GetArrayLength() == 0));
    }

    [Theory]
    [InlineData("/other")]
    [InlineData("/userinfo/")]
    [InlineData("/userinfo/more")]
    [InlineData("/USERINFO")]
    [InlineData("/token")]
    public async Task S3_3_of_anything_else_there_is_none(string path)
    {
        using var http = portal.NewClient();
        Assert.Equal(404, (int)(await http.GetAsync(WellKnown + path)).StatusCode);
    }

    [Fact]
    public async Task S3_1_for_an_issuer_with_a_path_the_well_known_part_stands_before_it()
    {
        await using var under = new Portal { Settings = { ["OAuth:Issuer"] = Portal.Issuer + "/tenant/one" } };
        using var http = under.NewClient();
        var refused = await http.GetAsync("/tenant/one/userinfo");
        var url = refused.Headers.WwwAuthenticate.First().Parameter!.Split("resource_metadata=\"")[1].Split('"')[0];
        Assert.Equal($"{Portal.Issuer}{WellKnown}/tenant/one/userinfo", url);
        var metadata = await http.GetFromJsonAsync<JsonElement>(url);
        Assert.Equal(Portal.Issuer + "/tenant/one/userinfo", metadata.GetProperty("resource").GetString());
        var whole = await http.GetFromJsonAsync<JsonElement>(WellKnown + "/tenant/one");
        Assert.Equal(Portal.Issuer + "/tenant/one", whole.GetProperty("resource").GetString());
        Assert.Equal(404, (int)(await http.GetAsync(WellKnown + "/userinfo")).StatusCode);
    }

    [Theory]
    [InlineData(Portal.Issuer + "/userinfo", true)]
    [InlineData(Portal.Issuer, true)]
    [InlineData(Portal.Issuer + "/userinfo/", false)]
    [InlineData("https://evil.example.test/userinfo", false)]
    public async Task S2_a_token_that_was_asked_for_by_the_resources_name_opens_it_and_one_for_another_does_not(
        string resource,
        bool opens)
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = (await app.TokenAsync(
            ("grant_type", "authorization_code"), ("code", await app.CodeAsync()), ("redirect_uri", AppScene.Redirect),
            ("code_verifier", AppScene.Verifier), ("resource", resource))).Ok();
        var answer = await app.UserInfoAsync(tokens["access_token"]!);
        if (opens)
        {
            Assert.Equal(app.User.Id, answer.Ok()["sub"]);
            return;
        }

        Assert.Null(answer.Refused("invalid_token", 401)["sub"]);
    }

    /// <summary>What metadata names can be asked for where nothing else that is unknown can.</summary>
    [Fact]
    public async Task S2_the_servers_own_resources_are_known_where_only_registered_ones_are()
    {
        await using var strict = new Portal { Settings = { ["OAuth:UnregisteredResources"] = "false" } };
        var app = await AppScene.CreateAsync(strict);
        var redeemed = await app.TokenAsync(
            ("grant_type", "authorization_code"), ("code", await app.CodeAsync()), ("redirect_uri", AppScene.Redirect),
            ("code_verifier", AppScene.Verifier), ("resource", Portal.Issuer + "/userinfo"));
        (await app.UserInfoAsync(redeemed.Ok()["access_token"]!)).Ok();
        (await app.TokenAsync(
            ("grant_type", "authorization_code"), ("code", await app.CodeAsync()), ("redirect_uri", AppScene.Redirect),
            ("code_verifier", AppScene.Verifier), ("resource", Portal.Issuer + "/other"))).Refused("invalid_target");
    }

    [Fact]
    public async Task S5_1_what_takes_no_access_token_sends_nobody_to_get_one()
    {
        using var http = portal.NewClient();
        using var refused = await http.GetAsync("/register/somebody");
        Assert.Equal(401, (int)refused.StatusCode);
        Assert.DoesNotContain("resource_metadata", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }
}
