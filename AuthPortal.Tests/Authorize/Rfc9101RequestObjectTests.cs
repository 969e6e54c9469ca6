using System.Globalization;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>JWT-secured authorization requests, by value and by reference.</summary>
public sealed class Rfc9101RequestObjectTests : IClassFixture<AuthorizePortal>, IDisposable
{
    private readonly AuthorizePortal _portal;
    private readonly ClientSigner _key = new();
    private readonly string _app = "jar-" + Secrets.Generate();

    public Rfc9101RequestObjectTests(AuthorizePortal portal) => _portal = portal;

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData("ES256")]
    [InlineData("PS256")]
    [InlineData("RS256")]
    public async Task S5_1_a_signed_object_is_the_whole_request(string algorithm)
    {
        using var key = new ClientSigner(algorithm);
        await AddAsync(key);
        using var browser = await _portal.SignedInAsync();
        var visit = await browser.GoAsync(At(key.Sign(Object())));
        Assert.Equal("from the object", visit.Answer["state"]);
        Assert.Equal("openid profile", (await _portal.CodeAsync(visit.Answer["code"])).Scopes);
    }

    [Fact]
    public async Task S6_3_what_stands_beside_the_object_counts_for_nothing()
    {
        await AddAsync(_key);
        using var browser = await _portal.SignedInAsync();
        var visit = await browser.GoAsync(
            At(_key.Sign(Object())) + "&scope=openid%20email&state=outside&redirect_uri=https%3A%2F%2Fevil.test%2F");
        Assert.StartsWith(Callback, visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal("from the object", visit.Answer["state"]);
        Assert.Equal("openid profile", (await _portal.CodeAsync(visit.Answer["code"])).Scopes);
    }

    [Fact]
    public async Task Core_S6_1_a_redirect_uri_of_the_object_that_is_not_registered_is_shown_and_never_followed()
    {
        await AddAsync(_key);
        using var browser = await _portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(
            At(_key.Sign(Object(o => o["redirect_uri"] = "https://evil.example.test/cb")))));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "iss", "other" },
        { "client_id", "web" },
        { "aud", "https://other.example.test" },
        { "sub", "client" },
        { "exp", "-1" },
        { "exp", "7200" },
        { "nbf", "90" },
        { "request", "x" },
        { "request_uri", "https://app.example.test/r" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task S6_an_object_with_a_wrong_claim_is_invalid_request_object(string claim, string value)
    {
        await AddAsync(_key);
        using var browser = await _portal.SignedInAsync();
        var request = _key.Sign(Object(o => o[claim] = value == "client" ? _app
            : int.TryParse(value, CultureInfo.InvariantCulture, out var seconds) ? Now(seconds)
            : value));
        var visit = await browser.GoAsync(At(request) + "&redirect_uri=" + Uri.EscapeDataString(Callback));
        Assert.Equal("invalid_request_object", visit.Answer["error"]);
        Assert.False(visit.Answer.ContainsKey("code"));
    }

    [Fact]
    public async Task S6_1_without_a_registered_redirect_uri_beside_it_a_bad_object_is_shown()
    {
        await AddAsync(_key);
        using var browser = await _portal.SignedInAsync();
        using var thief = new ClientSigner();
        AuthorizeAssert.IsShown(await browser.GoAsync(At(thief.Sign(Object()))));
    }

    [Fact]
    public async Task S10_an_unsigned_object_is_for_a_client_that_registered_it_alone()
    {
        var unsigned = $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}."
            + $"{Base64UrlEncoder.Encode(Object().ToJsonString())}.";
        await AddAsync(_key);
        using var browser = await _portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(At(unsigned)));
        await _portal.WriteAsync(async db =>
        {
            var row = await db.Clients.SingleAsync(c => c.Id == _app);
            row.Metadata = row.Metadata with { RequestObjectSigningAlg = "none" };
        });
        _portal.Services.GetRequiredService<AuthPortal.Clients.ClientRegistry>().Forget(_app);
        Assert.NotEmpty((await browser.GoAsync(At(unsigned))).Answer["code"]);
    }

    [Fact]
    public async Task S10_5_a_client_that_must_sign_gets_nothing_without()
    {
        await AddAsync(_key, m => m with { RequireSignedRequestObject = true });
        using var browser = await _portal.SignedInAsync();
        await _portal.IsRefusedAsync(await browser.GoAsync(Address(("client_id", _app))), "invalid_request", _app);
        Assert.NotEmpty((await browser.GoAsync(At(_key.Sign(Object())))).Answer["code"]);
    }

    [Fact]
    public async Task The_registered_algorithm_is_the_only_one()
    {
        await AddAsync(_key, m => m with { RequestObjectSigningAlg = "PS256" });
        using var browser = await _portal.SignedInAsync();
        AuthorizeAssert.IsShown(await browser.GoAsync(At(_key.Sign(Object()))));
    }

    [Fact]
    public async Task Rfc9126_S3_an_object_may_be_pushed()
    {
        await AddAsync(_key, m => m with { RequireSignedRequestObject = true });
        using var browser = await _portal.SignedInAsync();
        (await PushAsync(("scope", "openid"))).Refused("invalid_request");
        var pushed = await PushAsync(("request", _key.Sign(Object(o => o["nbf"] = Now(8)))));
        Assert.Equal(201, pushed.Status);
        var visit = await browser.GoAsync(
            $"/authorize?client_id={_app}&request_uri={Uri.EscapeDataString(pushed["request_uri"]!)}");
        Assert.Equal("from the object", visit.Answer["state"]);
        Assert.NotEmpty(visit.Answer["code"]);
    }

    [Fact]
    public async Task S5_2_a_reference_that_is_not_registered_is_never_fetched()
    {
        await AddAsync(_key);
        using var browser = await _portal.SignedInAsync();
        var visit = await browser.GoAsync(
            $"/authorize?client_id={_app}&request_uri=https%3A%2F%2F10.0.0.1%2Fr&redirect_uri={Uri.EscapeDataString(Callback)}");
        Assert.Equal("invalid_request_uri", visit.Answer["error"]);
    }

    [Fact]
    public async Task S5_2_a_registered_reference_is_fetched()
    {
        await using var server = await RemoteServer.StartAsync();
        await using var portal = new RemotePortal(server.Policy);
        await portal.AddUserAsync("alice");
        var uri = server.Url("/request.jwt");
        await portal.AddClientAsync(
            _app, Metadata with { SkipConsent = true, Jwks = _key.Jwks, RequestUris = [uri] }, "secret-value");
        server.Paths["/request.jwt"] = context => context.Response.WriteAsync(_key.Sign(Object()));
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("alice");
        var visit = await browser.GoAsync($"/authorize?client_id={_app}&request_uri={Uri.EscapeDataString(uri)}");
        Assert.Equal("from the object", visit.Answer["state"]);
        Assert.NotEmpty(visit.Answer["code"]);
    }

    private string At(string request) => $"/authorize?client_id={_app}&request={request}";

    private long Now(int seconds) => _portal.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();

    private JsonObject Object(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject(Request(("client_id", _app), ("state", "from the object"))
            .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)))
        {
            ["iss"] = _app,
            ["aud"] = new JsonArray(Portal.Issuer, "https://another.example.test"),
            ["exp"] = Now(60),
            ["nbf"] = Now(0),
            ["max_age"] = 10000,
        };
        change?.Invoke(claims);
        return claims;
    }

    private Task AddAsync(ClientSigner key, Func<ClientMetadata, ClientMetadata>? change = null)
    {
        var metadata = Metadata with { SkipConsent = true, Jwks = key.Jwks };
        return _portal.AddClientAsync(_app, change?.Invoke(metadata) ?? metadata, "secret-value");
    }

    private async Task<Answer> PushAsync(params (string Name, string Value)[] form)
    {
        using var http = _portal.NewClient();
        using var message = new HttpRequestMessage(HttpMethod.Post, "/par")
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        message.Headers.Authorization = AppScene.Basic(_app, "secret-value");
        return await Answer.OfAsync(await http.SendAsync(message));
    }
}
