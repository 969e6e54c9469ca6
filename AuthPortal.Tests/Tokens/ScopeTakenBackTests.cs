using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 6749 §3.3 and §6: nothing gives more than the person allows and the client is registered for now.</summary>
public sealed class ScopeTakenBackTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    public async Task A_living_access_token_loses_what_the_person_took_back(string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        Assert.NotNull((await app.UserInfoAsync(token)).Ok()["email"]);
        await AllowAsync(app, "openid profile");
        Assert.Null((await app.UserInfoAsync(token)).Ok()["email"]);
        Assert.Equal("openid profile", (await app.PostAsync("/introspect", ("token", token)))["scope"]);
        await AllowAsync(app, "profile");
        (await app.UserInfoAsync(token)).Refused("insufficient_scope", 403);
    }

    [Fact]
    public async Task A_refresh_gives_only_what_the_client_is_still_registered_for()
    {
        var app = await AppScene.CreateAsync(portal);
        var refresh = (await app.TokensAsync()).GetProperty("refresh_token").GetString()!;
        await RegisterAsync(app, "openid profile");
        var narrowed = (await app.RefreshAsync(refresh)).Ok();
        Assert.Equal("openid profile", narrowed["scope"]);
        (await app.RefreshAsync(narrowed["refresh_token"]!, "email")).Refused("invalid_scope");
    }

    [Fact]
    public async Task When_nothing_is_left_a_code_and_a_refresh_give_nothing()
    {
        var app = await AppScene.CreateAsync(portal);
        var refresh = (await app.TokensAsync()).GetProperty("refresh_token").GetString()!;
        var code = await app.CodeAsync("email");
        await AllowAsync(app, "address");
        (await app.RefreshAsync(refresh)).Refused("invalid_scope");
        (await app.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal((1, 1), (await app.FamiliesAsync(), await app.RefreshTokensAsync()));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("   ")]
    [InlineData("openid \"quoted\"")]
    [InlineData("back\\slash")]
    [InlineData("ünicode")]
    [InlineData("OPENID")]
    [InlineData("admin")]
    public async Task A_scope_that_names_none_or_is_not_one_is_invalid_scope(string scope)
    {
        var app = await AppScene.CreateAsync(portal);
        var refresh = (await app.TokensAsync()).GetProperty("refresh_token").GetString()!;
        (await app.RefreshAsync(refresh, scope)).Refused("invalid_scope");
        (await app.RefreshAsync(refresh)).Ok();

        var name = AppScene.NextName();
        var metadata = new ClientMetadata { GrantTypes = ["client_credentials"], Scope = "jobs.run" };
        await portal.AddClientAsync(name, metadata, "machine-secret");
        var machine = app with { ClientId = name, Secret = "machine-secret" };
        (await machine.TokenAsync(("grant_type", "client_credentials"), ("scope", scope))).Refused("invalid_scope");
    }

    private Task AllowAsync(AppScene app, string scopes)
        => portal.WriteAsync(db => db.Grants.Where(g => g.Id == app.GrantId)
            .ExecuteUpdateAsync(s => s.SetProperty(g => g.Scopes, scopes)));

    private async Task RegisterAsync(AppScene app, string scopes)
    {
        await portal.WriteAsync(async db =>
        {
            Client client = await db.Clients.FirstAsync(c => c.Id == app.ClientId);
            client.Metadata = client.Metadata with { Scope = scopes };
        });
        portal.Services.GetRequiredService<ClientRegistry>().Forget(app.ClientId);
    }
}
