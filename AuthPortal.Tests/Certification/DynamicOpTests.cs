using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Certification;

/// <summary>The suite's Dynamic OP modules on tokens, redirect URIs and keys.</summary>
public sealed class DynamicOpTests(DynamicPortal portal) : IClassFixture<DynamicPortal>
{
    [Fact]
    public async Task Oidcc_server()
    {
        using var rp = await DynamicParty.RegisterAsync(portal);
        var tokens = await rp.TokensAsync();
        var subject = new JsonWebToken(tokens["id_token"]).Subject;
        Assert.Equal(subject, (await rp.UserInfoAsync(tokens)).Ok()["sub"]);
    }

    [Fact]
    public async Task Oidcc_idtoken_rs256()
    {
        using var rp = await DynamicParty.RegisterAsync(portal, m => m["id_token_signed_response_alg"] = "RS256");
        Assert.Equal("RS256", rp.Client["id_token_signed_response_alg"]);
        var token = await rp.VerifyAsync((await rp.TokensAsync())["id_token"]!);
        Assert.Equal(("RS256", "a nonce"), (token.Alg, token.GetPayloadValue<string>("nonce")));
        Assert.Contains(token.Kid, await rp.KeyIdsAsync());
    }

    /// <summary>
    /// Skipped by the suite where metadata does not offer none, as OpenID Connect Core §2 lets a server decide; then
    /// nobody may be registered for it.
    /// </summary>
    [Fact]
    public async Task Oidcc_idtoken_unsigned()
    {
        using var http = portal.Portal.NewClient();
        var metadata = await http.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration");
        Assert.DoesNotContain("none", metadata.GetProperty("id_token_signing_alg_values_supported").EnumerateArray().Select(a => a.GetString()));
        (await DynamicParty.TryAsync(portal, m => m["id_token_signed_response_alg"] = "none")).Refused("invalid_client_metadata");
    }

    [Fact]
    public async Task Oidcc_userinfo_rs256()
    {
        using var rp = await DynamicParty.RegisterAsync(portal, m => m["userinfo_signed_response_alg"] = "RS256");
        var tokens = await rp.TokensAsync();
        var answer = await rp.UserInfoAsync(tokens);
        Assert.Equal((200, "application/jwt"), (answer.Status, answer.ContentType));
        var signed = await rp.VerifyAsync(answer.Body);
        Assert.Equal(("RS256", new JsonWebToken(tokens["id_token"]).Subject), (signed.Alg, signed.Subject));
    }

    [Fact]
    public async Task Oidcc_ensure_redirect_uri_in_authorization_request()
    {
        using var rp = await DynamicParty.RegisterAsync(
            portal, m => m["redirect_uris"] = new JsonArray(DynamicParty.Callback, DynamicParty.Callback + "/2"));
        AuthorizeAssert.IsShown(await rp.AllowAsync(("redirect_uri", null)));
    }

    [Fact]
    public async Task Oidcc_redirect_uri_query_OK()
    {
        const string WithQuery = DynamicParty.Callback + "?foo=bar";
        using var rp = await DynamicParty.RegisterAsync(portal, m => m["redirect_uris"] = new JsonArray(WithQuery));
        var visit = await rp.AllowAsync(("redirect_uri", WithQuery));
        Assert.StartsWith(WithQuery + "&", visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal("bar", visit.Answer["foo"]);
        Assert.NotEmpty(visit.Answer["code"]);
    }

    [Fact]
    public async Task Oidcc_redirect_uri_query_mismatch()
    {
        using var rp = await DynamicParty.RegisterAsync(
            portal, m => m["redirect_uris"] = new JsonArray(DynamicParty.Callback + "?foo=bar"));
        AuthorizeAssert.IsShown(await rp.AllowAsync(("redirect_uri", DynamicParty.Callback + "?foo=other")));
        AuthorizeAssert.IsShown(await rp.AllowAsync(("redirect_uri", DynamicParty.Callback)));
    }

    [Fact]
    public async Task Oidcc_redirect_uri_query_added()
    {
        using var rp = await DynamicParty.RegisterAsync(portal);
        AuthorizeAssert.IsShown(await rp.AllowAsync(("redirect_uri", DynamicParty.Callback + "?foo=bar")));
    }

    [Fact]
    public async Task Oidcc_redirect_uri_regfrag()
        => (await DynamicParty.TryAsync(portal, m => m["redirect_uris"] = new JsonArray(DynamicParty.Callback + "#foo")))
            .Refused("invalid_redirect_uri");

    [Fact]
    public async Task Oidcc_discovery_endpoint_verification()
    {
        using var http = portal.Portal.NewClient();
        var metadata = await http.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration");
        Assert.Equal(Portal.Issuer, metadata.GetProperty("issuer").GetString());
        Assert.Equal(Portal.Issuer + "/register", metadata.GetProperty("registration_endpoint").GetString());
        Assert.Subset(
            metadata.GetProperty("subject_types_supported").EnumerateArray().Select(t => t.GetString()!).ToHashSet(),
            new HashSet<string>(StringComparer.Ordinal) { "public", "pairwise" });
        foreach (var name in new[] { "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri" })
        {
            Assert.StartsWith(Portal.Issuer + "/", metadata.GetProperty(name).GetString(), StringComparison.Ordinal);
        }

        Assert.True(metadata.GetProperty("request_uri_parameter_supported").GetBoolean());
    }

    /// <summary>New keys sign; what was published before is there until the last thing that it signed has expired.</summary>
    [Fact]
    public async Task Oidcc_server_rotate_keys()
    {
        await using var own = new Portal { Settings = { ["OAuth:DynamicRegistration"] = "open" } };
        using var http = own.NewClient();
        var before = await IdsAsync(http);
        await own.Services.GetRequiredService<SigningKeyRotation>().RotateAsync(CancellationToken.None);
        var after = await IdsAsync(http);
        Assert.Subset(after, before);
        Assert.True(after.Count > before.Count);
        own.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Subset(await IdsAsync(http), before);
        Assert.Contains(own.Services.GetRequiredService<SigningKeyRing>().For("ES256").Key.KeyId, after.Except(before));
    }

    [Fact]
    public async Task Oidcc_refresh_token()
    {
        using var rp = await DynamicParty.RegisterAsync(portal);
        using var other = await DynamicParty.RegisterAsync(portal);
        var first = await rp.TokensAsync(("scope", "openid offline_access"));
        (await other.RefreshAsync(first)).Refused("invalid_grant");
        var second = (await rp.RefreshAsync(first)).Ok();
        Assert.Equal(new JsonWebToken(first["id_token"]).Subject, (await rp.VerifyAsync(second["id_token"]!)).Subject);
        Assert.Equal((int)HttpStatusCode.OK, (await rp.UserInfoAsync(second)).Status);
    }

    private static async Task<HashSet<string>> IdsAsync(HttpClient http)
        => [.. (await http.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json")).GetProperty("keys").EnumerateArray()
            .Select(k => k.GetProperty("kid").GetString()!)];
}
