using System.Net.Http.Headers;
using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Endpoints;

public sealed class OidcUserInfoTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task Claims_follow_the_scopes_and_keep_their_types()
    {
        var app = await AppScene.CreateAsync(portal, scopes: "openid profile email address phone");
        await portal.WriteAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == app.User.Id);
            user.PhoneNumber = "+82 2 1234";
            user.Profile = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
                """{"name":"앨리스","address":{"locality":"Seoul"},"zoneinfo":"","gender":null,"nickname":"al"}""")!;
        });
        var all = await ClaimsAsync(app, "openid profile email address phone");
        Assert.Equal(app.User.Id, all.GetProperty("sub").GetString());
        Assert.Equal("앨리스", all.GetProperty("name").GetString());
        Assert.Equal(app.User.UserName, all.GetProperty("preferred_username").GetString());
        Assert.Equal(JsonValueKind.Number, all.GetProperty("updated_at").ValueKind);
        Assert.Equal("Seoul", all.GetProperty("address").GetProperty("locality").GetString());
        Assert.True(all.GetProperty("email_verified").GetBoolean());
        Assert.False(all.GetProperty("phone_number_verified").GetBoolean());
        Assert.False(all.TryGetProperty("zoneinfo", out _));
        Assert.False(all.TryGetProperty("gender", out _));
        Assert.Equal(["sub"], (await ClaimsAsync(app, "openid")).EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["sub", "email", "email_verified"],
            (await ClaimsAsync(app, "openid email")).EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_token_may_be_posted_in_a_form()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("access_token", token)]);
        (await Answer.OfAsync(await app.Http.PostAsync("/userinfo", form))).Ok();
        using var bare = new HttpRequestMessage(HttpMethod.Post, "/userinfo");
        bare.Headers.Authorization = new AuthenticationHeaderValue("bearer", token);
        (await Answer.OfAsync(await app.Http.SendAsync(bare))).Ok();
    }

    [Fact]
    public async Task A_token_sent_twice_is_invalid_request()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/userinfo")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("access_token", token)]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (await Answer.OfAsync(await app.Http.SendAsync(request))).Refused("invalid_request");
    }

    [Fact]
    public async Task A_token_in_the_query_counts_as_none()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        var response = await app.Http.GetAsync("/userinfo?access_token=" + token);
        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(
            $"Bearer realm=\"AuthPortal\", resource_metadata=\"{Portal.Issuer}/.well-known/oauth-protected-resource/userinfo\"",
            response.Headers.WwwAuthenticate.First().ToString());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("%00")]
    public async Task A_bad_token_is_401_with_its_reason(string token)
    {
        var answer = (await (await AppScene.CreateAsync(portal)).UserInfoAsync(token)).Refused("invalid_token", 401);
        var challenge = answer.Headers.WwwAuthenticate.First();
        Assert.Equal("Bearer", challenge.Scheme);
        Assert.Contains("error=\"invalid_token\"", challenge.Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_openid_is_not_enough()
    {
        var app = await AppScene.CreateAsync(portal, scopes: "email");
        var token = (await app.TokensAsync("email")).GetProperty("access_token").GetString()!;
        var answer = (await app.UserInfoAsync(token)).Refused("insufficient_scope", 403);
        Assert.Contains("scope=\"openid\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_for_itself_is_nobody()
    {
        var name = AppScene.NextName();
        await portal.AddClientAsync(name, new ClientMetadata { GrantTypes = ["client_credentials"] }, "machine-secret");
        var app = await AppScene.CreateAsync(portal) with { ClientId = name, Secret = "machine-secret" };
        var token = (await app.TokenAsync(("grant_type", "client_credentials"))).Ok()["access_token"]!;
        (await app.UserInfoAsync(token)).Refused("insufficient_scope", 403);
    }

    private static async Task<JsonElement> ClaimsAsync(AppScene app, string scopes)
    {
        var token = (await app.TokensAsync(scopes)).GetProperty("access_token").GetString()!;
        return (await app.UserInfoAsync(token)).Ok().Json;
    }
}
