using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Registration;

/// <summary>OAuth Client ID Metadata Document: a client whose identifier is the URL of its own description.</summary>
public sealed class ClientIdMetadataDocumentTests : IAsyncLifetime
{
    private const string Path = "/oauth/client.json";
    private const string Callback = "https://app.example.test/cb";

    private RemoteServer _server = null!;
    private RemotePortal _portal = null!;
    private JsonObject _document = [];

    private string ClientId => _server.Url(Path);

    public async Task InitializeAsync()
    {
        _server = await RemoteServer.StartAsync();
        _portal = new RemotePortal(_server.Policy);
        await _portal.AddUserAsync("alice");
        _document = new JsonObject
        {
            ["client_id"] = ClientId,
            ["client_name"] = "Tool",
            ["redirect_uris"] = new JsonArray(Callback),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["token_endpoint_auth_method"] = "none",
        };
        _server.Json(Path, () => _document.ToJsonString(), "max-age=120");
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_person_allows_it_and_it_gets_tokens_and_refreshes()
    {
        using var browser = await SignedInAsync();
        var consent = await browser.GoAsync(At());
        Assert.Contains($"{RemoteServer.Host}:{_server.Port}", consent.Text, StringComparison.Ordinal);
        Assert.Contains("Known by its website", consent.Text, StringComparison.Ordinal);
        var code = (await browser.SubmitAsync(consent, ("decision", "allow"))).Answer["code"];
        var tokens = (await TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback),
            ("code_verifier", AppScene.Verifier))).Ok();
        (await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!))).Ok();
        Assert.Equal(ClientSource.Document, (await _portal.ReadAsync(db => db.Clients.SingleAsync())).Source);
        Assert.Equal(1, _server.Requests);
        var apps = await browser.GoAsync("/apps");
        var link = apps.Page!.QuerySelector("a[href^='apps/']")!.GetAttribute("href");
        var page = await browser.GoAsync("/" + link);
        Assert.Equal(200, (int)page.Status);
        Assert.Contains("Tool", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_document_says_now_counts_after_its_max_age()
    {
        using var browser = await SignedInAsync();
        Assert.Equal("/consent", (await browser.GoAsync(At())).Address.AbsolutePath);
        _document["redirect_uris"] = new JsonArray("https://app.example.test/moved");
        Assert.Equal("/consent", (await browser.GoAsync(At())).Address.AbsolutePath);
        _portal.Clock.Advance(TimeSpan.FromSeconds(121));
        Assert.Null((await browser.GoAsync(At())).LeftFor);
        Assert.NotEqual("/consent", (await browser.GoAsync(At())).Address.AbsolutePath);
    }

    public static TheoryData<string> Wrong =>
    [
        "other client_id", "no client_id", "client_id in a list", "client_secret", "secret method", "no redirect",
        "foreign redirect", "not json", "html", "array", "twice", "large", "404", "500", "redirected",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_document_that_does_not_hold_makes_no_client(string how)
    {
        Spoil(how);
        using var browser = await SignedInAsync();
        var visit = await browser.GoAsync(At());
        Assert.Null(visit.LeftFor);
        Assert.Equal(400, (int)visit.Status);
        Assert.Equal(0, await _portal.ReadAsync(db => db.Grants.CountAsync()));
        if (how != "foreign redirect")
        {
            Assert.Equal(0, await _portal.ReadAsync(db => db.Clients.CountAsync()));
        }
    }

    [Theory]
    [InlineData("https://client.example.test/")]
    [InlineData("https://client.example.test")]
    [InlineData("http://client.example.test/client")]
    [InlineData("https://client.example.test/a/../client")]
    [InlineData("https://client.example.test/client#x")]
    [InlineData("https://user@client.example.test/client")]
    [InlineData("https://10.0.0.1/client")]
    [InlineData("https://localhost/client")]
    [InlineData("https://169.254.169.254/latest/meta-data/client")]
    public async Task A_url_that_reads_two_ways_or_leads_inside_is_nobody(string clientId)
    {
        using var browser = await SignedInAsync();
        AuthPortal.Tests.Authorize.AuthorizeAssert.IsShown(await browser.GoAsync(At(clientId)));
        Assert.Equal(0, _server.Requests);
        Assert.Equal(0, await _portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task It_decides_nothing_that_an_administrator_decides()
    {
        _document["skip_consent"] = true;
        _document["grant_types"] = new JsonArray("authorization_code", "client_credentials", "password");
        using var browser = await SignedInAsync();
        Assert.Equal("/consent", (await browser.GoAsync(At())).Address.AbsolutePath);
        var stored = (await _portal.ReadAsync(db => db.Clients.SingleAsync())).Metadata;
        Assert.Null(stored.SkipConsent);
        Assert.Equal("authorization_code", Assert.Single(stored.GrantTypes!));
    }

    [Fact]
    public async Task A_disabled_one_stays_disabled()
    {
        using var browser = await SignedInAsync();
        await browser.GoAsync(At());
        var now = _portal.Clock.GetUtcNow();
        await _portal.WriteAsync(db => db.Clients.ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, now)));
        _portal.Services.GetRequiredService<AuthPortal.Clients.ClientRegistry>().Forget(ClientId);
        AuthPortal.Tests.Authorize.AuthorizeAssert.IsShown(await browser.GoAsync(At()));
        _portal.Clock.Advance(TimeSpan.FromMinutes(3));
        AuthPortal.Tests.Authorize.AuthorizeAssert.IsShown(await browser.GoAsync(At()));
    }

    [Fact]
    public async Task One_that_nobody_allowed_anything_goes_after_a_day_and_comes_back_when_it_is_needed()
    {
        using var browser = await SignedInAsync();
        await browser.GoAsync(At());
        _portal.Clock.Advance(TimeSpan.FromDays(1.1));
        await _portal.Services.GetRequiredService<AuthPortal.Clients.UnusedClients>().SweepAsync(CancellationToken.None);
        Assert.Equal(0, await _portal.ReadAsync(db => db.Clients.CountAsync()));
        using var again = await SignedInAsync();
        Assert.Equal("/consent", (await again.GoAsync(At())).Address.AbsolutePath);
    }

    [Fact]
    public async Task The_setting_turns_it_off_and_metadata_says_which()
    {
        using var http = _portal.NewClient();
        var metadata = await http.GetFromJsonAsync<JsonElement>("/.well-known/oauth-authorization-server");
        Assert.True(metadata.GetProperty("client_id_metadata_document_supported").GetBoolean());
        await using var off = new RemotePortal(_server.Policy) { Settings = { ["OAuth:ClientIdMetadataDocuments"] = "false" } };
        await off.AddUserAsync("alice");
        using var browser = new Browser(off);
        await browser.HasSignedInAsync("alice");
        AuthPortal.Tests.Authorize.AuthorizeAssert.IsShown(await browser.GoAsync(At()));
        Assert.Equal(0, _server.Requests);
    }

    private void Spoil(string how)
    {
        switch (how)
        {
            case "other client_id": _document["client_id"] = ClientId + "x"; break;
            case "no client_id": _document.Remove("client_id"); break;
            case "client_id in a list": _document["client_id"] = new JsonArray(ClientId); break;
            case "client_secret": _document["client_secret"] = "x"; break;
            case "secret method": _document["token_endpoint_auth_method"] = "client_secret_basic"; break;
            case "no redirect": _document.Remove("redirect_uris"); break;
            case "foreign redirect": _document["redirect_uris"] = new JsonArray("https://elsewhere.example.test/"); break;
            case "not json": _server.Json(Path, () => "{"); break;
            case "array": _server.Json(Path, () => "[]"); break;
            case "twice": _server.Json(Path, () => _document.ToJsonString()[..^1] + ",\"client_name\":\"Other\"}"); break;
            case "large": _document["client_name"] = new string('x', 20_000); break;
            case "html": _server.Paths[Path] = c => c.Response.WriteAsync(_document.ToJsonString()); break;
            case "redirected": _server.Paths[Path] = c => Task.Run(() => c.Response.Redirect("/elsewhere")); break;
            default:
                _server.Paths[Path] = c =>
                {
                    c.Response.StatusCode = how == "404" ? 404 : 500;
                    return Task.CompletedTask;
                };
                break;
        }
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = new Browser(_portal);
        await browser.HasSignedInAsync("alice");
        return browser;
    }

    private string At(string? clientId = null)
        => $"/authorize?client_id={Uri.EscapeDataString(clientId ?? ClientId)}&redirect_uri={Uri.EscapeDataString(Callback)}"
            + "&response_type=code&scope=%20openid%20offline_access&state=s"
            + $"&code_challenge={Pkce.Challenge(AppScene.Verifier)}&code_challenge_method=S256";

    private async Task<Answer> TokenAsync(params (string Name, string Value)[] form)
    {
        using var http = _portal.NewClient();
        return await Answer.OfAsync(await http.PostAsync("/token", new FormUrlEncodedContent(
            form.Append(("client_id", ClientId)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)))));
    }
}
