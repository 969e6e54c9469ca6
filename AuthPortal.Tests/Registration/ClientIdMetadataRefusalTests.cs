using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Certification;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Registration;

/// <summary>
/// OAuth Client ID Metadata Document: secrets that no document can hold, errors that nobody may keep, and clients that have
/// to prove themselves. Each test has a document of its own.
/// </summary>
public sealed class ClientIdMetadataRefusalTests(DynamicPortal portal) : IClassFixture<DynamicPortal>
{
    private const string Callback = "https://tool.example.test/cb";

    [Theory]
    [InlineData("token_endpoint_auth_method", "\"client_secret_basic\"")]
    [InlineData("token_endpoint_auth_method", "\"client_secret_post\"")]
    [InlineData("token_endpoint_auth_method", "\"client_secret_jwt\"")]
    [InlineData("token_endpoint_auth_method", "\"unheard_of\"")]
    [InlineData("client_secret", "\"x\"")]
    [InlineData("client_secret_expires_at", "0")]
    [InlineData("jwks", """{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]}""")]
    [InlineData("jwks", """{"keys":[{"kty":"oct","k":"AAAA"}]}""")]
    [InlineData("redirect_uris", "[\"https://tool.example.test/cb#x\"]")]
    [InlineData("redirect_uris", "[\"http://tool.example.test/cb\"]")]
    [InlineData("redirect_uris", "[null]")]
    [InlineData("request_uris", "[null]")]
    public async Task Section_4_what_a_document_must_not_hold_makes_no_client(string member, string value)
    {
        var (path, document) = Document();
        document[member] = JsonNode.Parse(value);
        await IsNobodyAsync(path, document);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(203)]
    [InlineData(206)]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(404)]
    [InlineData(503)]
    public async Task Section_5_only_200_is_taken_and_no_redirect_followed(int status)
    {
        var (path, document) = Document();
        portal.Server.Paths[path] = context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.Headers.Location = portal.Server.Url(path + "-elsewhere");
            return context.Response.WriteAsync(document.ToJsonString());
        };
        portal.Server.Json(path + "-elsewhere", () => document.ToJsonString());
        await IsNobodyAsync(path);
    }

    /// <summary>Whoever mends it is heard at once, however long the broken one said that it was good for.</summary>
    [Theory]
    [InlineData("error")]
    [InlineData("malformed")]
    [InlineData("invalid")]
    public async Task Section_5_2_neither_an_error_nor_a_document_that_does_not_hold_is_kept(string how)
    {
        var (path, document) = Document();
        switch (how)
        {
            case "error":
                portal.Server.Paths.Remove(path);
                break;
            case "malformed":
                portal.Server.Json(path, () => "{", "max-age=86400");
                break;
            default:
                portal.Server.Json(path, () => """{"client_id":"https://elsewhere.example.test/"}""", "max-age=86400");
                break;
        }

        await IsNobodyAsync(path);
        portal.Server.Json(path, () => document.ToJsonString());
        using var browser = await SignedInAsync();
        Assert.Equal("/consent", (await browser.GoAsync(At(path))).Address.AbsolutePath);
    }

    [Fact]
    public async Task Section_4_1_a_client_with_a_key_gets_nothing_without_its_proof()
    {
        using var key = new ClientSigner();
        using var thief = new ClientSigner();
        var (path, document) = Document();
        document["token_endpoint_auth_method"] = "private_key_jwt";
        document["jwks"] = JsonNode.Parse(key.Jwks.GetRawText());
        portal.Server.Json(path, () => document.ToJsonString());
        using var browser = await SignedInAsync();
        var code = (await browser.SubmitAsync(await browser.GoAsync(At(path)), ("decision", "allow"))).Answer["code"];
        var before = await Rows.CountAsync(portal.Portal);
        (await RedeemAsync(path, code)).Refused("invalid_client", 401);
        (await RedeemAsync(path, code, Assertion(path, thief))).Refused("invalid_client", 401);
        Assert.Equal(before, await Rows.CountAsync(portal.Portal));
        (await RedeemAsync(path, code, Assertion(path, key))).Ok();
    }

    /// <summary>§3: one address, letter by letter; a query is another client.</summary>
    [Theory]
    [InlineData("", "?x")]
    [InlineData("", "/")]
    [InlineData("", "%20")]
    [InlineData("/.", "")]
    [InlineData("/a/..", "")]
    [InlineData("/%2e%2e", "")]
    public async Task Section_3_another_spelling_of_the_address_is_another_client(string before, string after)
    {
        var (path, document) = Document();
        portal.Server.Json(path, () => document.ToJsonString());
        var sent = portal.Server.Url(before + path + after);
        var rows = await Rows.CountAsync(portal.Portal);
        using var browser = await SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(Address(sent)));
        Assert.Equal(rows, await Rows.CountAsync(portal.Portal));
    }

    private static string Address(string clientId)
        => $"/authorize?client_id={Uri.EscapeDataString(clientId)}&redirect_uri={Uri.EscapeDataString(Callback)}"
            + "&response_type=code&scope=openid&state=s&code_challenge_method=S256"
            + $"&code_challenge={Pkce.Challenge(AppScene.Verifier)}";

    private string At(string path) => Address(portal.Server.Url(path));

    private (string Path, JsonObject Document) Document()
    {
        var path = portal.NewPath("tool") + ".json";
        return (path, new JsonObject
        {
            ["client_id"] = portal.Server.Url(path),
            ["client_name"] = "Tool",
            ["redirect_uris"] = new JsonArray(Callback),
            ["token_endpoint_auth_method"] = "none",
        });
    }

    private async Task IsNobodyAsync(string path, JsonObject? document = null)
    {
        if (document is not null)
        {
            portal.Server.Json(path, () => document.ToJsonString());
        }

        var before = await Rows.CountAsync(portal.Portal);
        using var browser = await SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(At(path)));
        Assert.Equal(before, await Rows.CountAsync(portal.Portal));
    }

    private string Assertion(string path, ClientSigner key) => key.Sign(new JsonObject
    {
        ["iss"] = portal.Server.Url(path),
        ["sub"] = portal.Server.Url(path),
        ["aud"] = Portal.Issuer,
        ["jti"] = Secrets.Generate(),
        ["exp"] = portal.Now(60),
    });

    private async Task<Answer> RedeemAsync(string path, string code, string? assertion = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Callback,
            ["code_verifier"] = AppScene.Verifier,
            ["client_id"] = portal.Server.Url(path),
        };
        if (assertion is not null)
        {
            form["client_assertion"] = assertion;
            form["client_assertion_type"] = ClientAssertions.Type;
        }

        using var http = portal.Portal.NewClient();
        return await Answer.OfAsync(await http.PostAsync("/token", new FormUrlEncodedContent(form)));
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = new Browser(portal.Portal);
        await browser.HasSignedInAsync(DynamicParty.Person);
        return browser;
    }
}
