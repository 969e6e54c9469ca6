using System.Net;
using System.Text.Json.Nodes;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Certification;

/// <summary>The suite's Dynamic OP modules on what a client registers: what people see, its keys, its sector, its request objects.</summary>
public sealed class DynamicOpRegistrationTests(DynamicPortal portal) : IClassFixture<DynamicPortal>
{
    [Fact]
    public async Task Oidcc_registration_logo_uri()
    {
        var path = portal.NewPath("logo");
        portal.Server.Paths[path] = async context => await context.Response.Body.WriteAsync(LogoTests.Png);
        using var rp = await DynamicParty.RegisterAsync(portal, m => m["logo_uri"] = portal.Server.Url(path));
        var login = await rp.Browser.GoAsync(rp.Address());
        Assert.Equal("/login", login.Address.AbsolutePath);
        var source = login.Page!.QuerySelector(".logo img")!.GetAttribute("src");
        using var picture = await rp.Browser.Http.GetAsync(new Uri(new Uri(Portal.Issuer + "/"), source));
        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType?.MediaType));
        Assert.Equal(LogoTests.Png, await picture.Content.ReadAsByteArrayAsync());
        await rp.TokensAsync();
    }

    [Fact]
    public async Task Oidcc_registration_policy_uri()
    {
        using var rp = await DynamicParty.RegisterAsync(portal, m => m["policy_uri"] = "https://rp.example.test/policy");
        await IsLinkedAsync(rp, "https://rp.example.test/policy");
    }

    [Fact]
    public async Task Oidcc_registration_tos_uri()
    {
        using var rp = await DynamicParty.RegisterAsync(portal, m => m["tos_uri"] = "https://rp.example.test/tos");
        await IsLinkedAsync(rp, "https://rp.example.test/tos");
    }

    [Fact]
    public async Task Oidcc_registration_jwks_uri()
    {
        using var key = new ClientSigner("RS256");
        using var rp = await WithKeysAsync(() => key);
        rp.Key = key;
        await rp.TokensAsync();
    }

    [Fact]
    public async Task Oidcc_registration_sector_uri()
    {
        var path = portal.NewPath("sector");
        portal.Server.Json(path, () => $"[\"{DynamicParty.Callback}\", \"https://other.example.test/\"]");
        using var rp = await DynamicParty.RegisterAsync(portal, m =>
        {
            m["sector_identifier_uri"] = portal.Server.Url(path);
            m["subject_type"] = "pairwise";
        });
        using var open = await DynamicParty.RegisterAsync(portal);
        var subject = new JsonWebToken((await rp.TokensAsync())["id_token"]).Subject;
        Assert.NotEqual(new JsonWebToken((await open.TokensAsync())["id_token"]).Subject, subject);
        Assert.Equal(subject, new JsonWebToken((await rp.TokensAsync())["id_token"]).Subject);
    }

    [Fact]
    public async Task Oidcc_registration_sector_bad()
    {
        var path = portal.NewPath("sector");
        portal.Server.Json(path, () => "[\"https://other.example.test/callback\"]");
        (await DynamicParty.TryAsync(portal, m => m["sector_identifier_uri"] = portal.Server.Url(path)))
            .Refused("invalid_client_metadata");
    }

    /// <summary>The client changes its own keys between two uses: the key set is fetched again for a kid that is new.</summary>
    [Fact]
    public async Task Oidcc_refresh_token_rp_key_rotation()
    {
        using var before = new ClientSigner("RS256");
        using var after = new ClientSigner("RS256");
        var published = before;
        using var rp = await WithKeysAsync(() => published);
        rp.Key = before;
        var tokens = await rp.TokensAsync(("scope", "openid offline_access"));
        published = after;
        portal.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
        rp.Key = after;
        var refreshed = (await rp.RefreshAsync(tokens)).Ok();
        rp.Key = before;
        (await rp.RefreshAsync(refreshed)).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task Oidcc_ensure_client_assertion_with_iss_aud_succeeds()
    {
        using var key = new ClientSigner("RS256");
        using var rp = await WithKeysAsync(() => key);
        rp.Key = key;
        var tokens = await rp.TokensAsync(("scope", "openid offline_access"));
        (await rp.PostAsync(
        [
            new("grant_type", "refresh_token"), new("refresh_token", tokens["refresh_token"]!),
            new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            new("client_assertion", rp.Assertion(Portal.Issuer)),
        ])).Ok();
    }

    [Fact]
    public async Task Oidcc_request_uri_unsigned()
    {
        var path = portal.NewPath("request");
        using var rp = await DynamicParty.RegisterAsync(portal, m =>
        {
            m["request_uris"] = new JsonArray(portal.Server.Url(path));
            m["request_object_signing_alg"] = "none";
        });
        using var signs = await DynamicParty.RegisterAsync(portal, m => m["request_uris"] = new JsonArray(portal.Server.Url(path)));
        portal.Server.Paths[path] = context => context.Response.WriteAsync(Unsigned(rp.RequestObject(("state", "from the object"))));
        Assert.Equal("from the object", (await ByReferenceAsync(rp, path)).Answer["state"]);

        // Only a client that registered exactly this may do without a signature.
        portal.Server.Paths[path] = context => context.Response.WriteAsync(Unsigned(signs.RequestObject()));
        Assert.Equal("invalid_request_object", (await ByReferenceAsync(signs, path)).Answer["error"]);
    }

    [Fact]
    public async Task Oidcc_request_uri_signed_rs256()
    {
        var path = portal.NewPath("request");
        using var key = new ClientSigner("RS256");
        using var thief = new ClientSigner("RS256");
        using var rp = await WithKeysAsync(() => key, m =>
        {
            m["request_uris"] = new JsonArray(portal.Server.Url(path));
            m["request_object_signing_alg"] = "RS256";
        });
        portal.Server.Paths[path] = context => context.Response.WriteAsync(key.Sign(rp.RequestObject(("state", "from the object"))));
        Assert.Equal("from the object", (await ByReferenceAsync(rp, path)).Answer["state"]);
        portal.Server.Paths[path] = context => context.Response.WriteAsync(thief.Sign(rp.RequestObject()));
        Assert.Equal("invalid_request_object", (await ByReferenceAsync(rp, path)).Answer["error"]);
    }

    /// <summary>The object's redirect URI counts, not the one beside it; one that is not registered is never followed.</summary>
    [Fact]
    public async Task Oidcc_ensure_request_object_with_redirect_uri()
    {
        using var key = new ClientSigner("RS256");
        using var rp = await WithKeysAsync(
            () => key, m => m["redirect_uris"] = new JsonArray(DynamicParty.Callback, DynamicParty.Callback + "/2"));
        var visit = await rp.AllowAsync(
            ("request", key.Sign(rp.RequestObject(("redirect_uri", DynamicParty.Callback + "/2")))));
        Assert.StartsWith(DynamicParty.Callback + "/2?", visit.LeftFor, StringComparison.Ordinal);
        AuthorizeAssert.IsShown(await rp.AllowAsync(
            ("request", key.Sign(rp.RequestObject(("redirect_uri", "https://evil.example.test/cb"))))));
    }

    private static async Task IsLinkedAsync(DynamicParty rp, string address)
    {
        var login = await rp.Browser.GoAsync(rp.Address());
        Assert.Equal("/login", login.Address.AbsolutePath);
        var link = login.Page!.QuerySelector($"a[href='{address}']")!;
        Assert.Equal("noopener noreferrer", link.GetAttribute("rel"));
        await rp.Browser.HasSignedInAsync(DynamicParty.Person);
        Assert.NotNull((await rp.Browser.GoAsync(rp.Address())).Page!.QuerySelector($"a[href='{address}']"));
    }

    private async Task<DynamicParty> WithKeysAsync(Func<ClientSigner> published, Action<JsonObject>? change = null)
    {
        var path = portal.NewPath("jwks");
        portal.Server.Json(path, () => published().Jwks.GetRawText());
        var rp = await DynamicParty.RegisterAsync(portal, m =>
        {
            m["token_endpoint_auth_method"] = "private_key_jwt";
            m["jwks_uri"] = portal.Server.Url(path);
            change?.Invoke(m);
        });
        rp.Key = published();
        return rp;
    }

    private Task<Visit> ByReferenceAsync(DynamicParty rp, string path) => rp.AllowAsync(("request_uri", portal.Server.Url(path)));

    private static string Unsigned(JsonObject claims)
        => $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{Base64UrlEncoder.Encode(claims.ToJsonString())}.";
}
