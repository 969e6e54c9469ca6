using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>Resource indicators: the audience of a token, and which scopes go there.</summary>
public sealed class Rfc8707ResourceTests : IClassFixture<AuthorizePortal>, IAsyncLifetime
{
    private const string Notes = "https://notes.example.test/api";
    private const string Photos = "https://photos.example.test/api";
    private const string Unregistered = "https://mcp.example.test/mcp";
    private const string App = "two-apis";

    private readonly AuthorizePortal _portal;

    public Rfc8707ResourceTests(AuthorizePortal portal) => _portal = portal;

    public async Task InitializeAsync()
    {
        if (await _portal.ReadAsync(async db => await db.Clients.FindAsync(App)) is not null)
        {
            return;
        }

        await _portal.AddScopeAsync("photos.read", "See your photos");
        await _portal.WriteAsync(db =>
        {
            db.Resources.Add(new Resource { Identifier = Notes, Name = "Notes", Scopes = "notes.read" });
            db.Resources.Add(new Resource { Identifier = Photos, Name = "Photos", Scopes = "photos.read" });
            return Task.CompletedTask;
        });
        _portal.Services.GetRequiredService<ScopeCatalog>().Forget();
        await _portal.AddClientAsync(
            App,
            Metadata with
            {
                SkipConsent = true,
                Scope = "openid notes.read photos.read",
                GrantTypes = ["authorization_code", "refresh_token", "client_credentials"],
            },
            "secret-value");
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task S2_1_the_token_is_for_the_resource_and_carries_no_scope_of_another()
    {
        var token = Read(await RedeemAsync(await CodeAsync($"&resource={Notes}")));
        Assert.Equal(Notes, Assert.Single(token.Audiences));
        Assert.Equal("openid notes.read", token.GetPayloadValue<string>("scope"));
    }

    [Fact]
    public async Task S2_1_several_resources_make_several_audiences()
    {
        var token = Read(await RedeemAsync(await CodeAsync($"&resource={Notes}&resource={Photos}")));
        Assert.Equal([Notes, Photos], token.Audiences);
        Assert.Equal("openid notes.read photos.read", token.GetPayloadValue<string>("scope"));
    }

    [Fact]
    public async Task S2_2_one_code_and_its_refreshes_give_a_token_for_each_resource()
    {
        var first = await RedeemAsync(await CodeAsync($"&resource={Notes}&resource={Photos}"), ("resource", Notes));
        Assert.Equal(Notes, Assert.Single(Read(first).Audiences));
        var second = await TokenAsync(
            ("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"]!), ("resource", Photos));
        Assert.Equal(Photos, Assert.Single(Read(second).Audiences));
        Assert.Equal("openid photos.read", Read(second).GetPayloadValue<string>("scope"));
    }

    [Fact]
    public async Task S2_2_a_resource_that_was_not_authorized_is_invalid_target()
    {
        (await RedeemAsync(await CodeAsync($"&resource={Notes}"), ("resource", Photos))).Refused("invalid_target");
        var tokens = await RedeemAsync(await CodeAsync($"&resource={Notes}"));
        (await TokenAsync(
            ("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!), ("resource", Photos)))
            .Refused("invalid_target");
    }

    [Theory]
    [InlineData("notes")]
    [InlineData("https://notes.example.test/api#part")]
    [InlineData("http://notes.example.test/api")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user@notes.example.test/")]
    public async Task S2_a_resource_that_is_no_absolute_uri_is_invalid_target(string resource)
    {
        using var browser = await _portal.SignedInAsync();
        await _portal.IsRefusedAsync(await browser.GoAsync(Address(("resource", resource))), "invalid_target");
        (await TokenAsync(("grant_type", "client_credentials"), ("resource", resource))).Refused("invalid_target");
    }

    [Fact]
    public async Task An_api_that_nobody_registered_gets_a_token_without_a_scope_of_one_that_is()
    {
        var token = Read(await RedeemAsync(await CodeAsync($"&resource={Unregistered}")));
        Assert.Equal(Unregistered, Assert.Single(token.Audiences));
        Assert.Equal("openid", token.GetPayloadValue<string>("scope"));
    }

    [Fact]
    public async Task An_api_that_nobody_registered_is_refused_where_the_setting_says_so()
    {
        await using var strict = new Portal { Settings = { ["OAuth:UnregisteredResources"] = "false" } };
        await strict.AddClientAsync(
            "app", Metadata with { GrantTypes = ["client_credentials"], ResponseTypes = [], RedirectUris = null }, "secret-value");
        using var http = strict.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent(
                [new("grant_type", "client_credentials"), new("resource", Unregistered)]),
        };
        request.Headers.Authorization = AppScene.Basic("app", "secret-value");
        (await Answer.OfAsync(await http.SendAsync(request))).Refused("invalid_target");
    }

    [Fact]
    public async Task A_client_that_acts_for_itself_may_name_one_too()
    {
        var answer = await TokenAsync(("grant_type", "client_credentials"), ("resource", Notes));
        Assert.Equal(Notes, Assert.Single(Read(answer).Audiences));
        Assert.Equal("notes.read", answer["scope"]);
    }

    [Fact]
    public async Task The_person_is_told_where_the_tokens_go()
    {
        using var browser = await _portal.SignedInAsync("bob");
        var consent = await browser.GoAsync(Address(("resource", Unregistered)));
        Assert.Contains("mcp.example.test", consent.Text, StringComparison.Ordinal);
    }

    private async Task<string> CodeAsync(string more)
    {
        using var browser = await _portal.SignedInAsync();
        var visit = await browser.GoAsync(
            Address(("client_id", App), ("scope", "openid notes.read photos.read")) + more);
        return visit.Answer["code"];
    }

    private Task<Answer> RedeemAsync(string code, params (string Name, string Value)[] more) => TokenAsync(
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback),
            ("code_verifier", AppScene.Verifier), .. more]);

    private async Task<Answer> TokenAsync(params (string Name, string Value)[] form)
    {
        using var http = _portal.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Authorization = AppScene.Basic(App, "secret-value");
        return await Answer.OfAsync(await http.SendAsync(request));
    }

    private static JsonWebToken Read(Answer tokens) => new(tokens.Ok()["access_token"]!);
}
