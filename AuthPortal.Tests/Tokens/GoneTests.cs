using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 6749 §10.3 to §10.5: what a person or an app leaves behind opens nothing any more.</summary>
public sealed class GoneTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    public async Task A_deleted_persons_tokens_and_codes_are_dead(string? format)
    {
        var (app, tokens, code) = await SceneAsync(format);
        await portal.WriteAsync(db => db.Users.Where(u => u.Id == app.User.Id).ExecuteDeleteAsync());
        (await app.RedeemAsync(code)).Refused("invalid_grant");
        (await app.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        await AssertDeadAsync(app, tokens["access_token"]!);
        Assert.Equal((0, 0), (await app.FamiliesAsync(), await app.RefreshTokensAsync()));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("opaque", true)]
    [InlineData(null, false)]
    [InlineData("opaque", false)]
    public async Task A_deleted_or_disabled_apps_tokens_and_codes_are_dead(string? format, bool deleted)
    {
        var (app, tokens, code) = await SceneAsync(format);
        var families = await app.FamiliesAsync();
        await (deleted ? DeleteAsync(app) : DisableAsync(app));
        (await app.RedeemAsync(code)).Refused("invalid_client", 401);
        (await app.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_client", 401);
        (await app.PostAsync("/revoke", ("token", tokens["refresh_token"]))).Refused("invalid_client", 401);
        (await app.PostAsync("/introspect", ("token", tokens["access_token"]))).Refused("invalid_client", 401);
        (await app.UserInfoAsync(tokens["access_token"]!)).Refused("invalid_token", 401);
        await AssertInactiveElsewhereAsync(tokens["access_token"]!);
        Assert.Equal(deleted ? 0 : families, await app.FamiliesAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    public async Task A_deleted_apps_token_for_itself_is_dead(string? format)
    {
        var name = AppScene.NextName();
        var metadata = new ClientMetadata { GrantTypes = ["client_credentials"], AccessTokenFormat = format };
        await portal.AddClientAsync(name, metadata, "machine-secret");
        var machine = await AppScene.CreateAsync(portal) with { ClientId = name, Secret = "machine-secret" };
        var token = (await machine.TokenAsync(("grant_type", "client_credentials"))).Ok()["access_token"]!;
        await DeleteAsync(machine);
        (await machine.TokenAsync(("grant_type", "client_credentials"))).Refused("invalid_client", 401);
        await AssertInactiveElsewhereAsync(token);
    }

    [Fact]
    public async Task Somebody_who_guesses_a_password_cannot_sign_the_person_out_of_their_apps()
    {
        // A lockout ends guessing and no more: otherwise ten wrong tries would cut a person off from everything.
        var (app, tokens, code) = await SceneAsync(null);
        DateTimeOffset? until = portal.Clock.GetUtcNow().AddMinutes(10);
        await portal.WriteAsync(db => db.Users.Where(u => u.Id == app.User.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.LockoutEnd, until)));
        (await app.UserInfoAsync(tokens["access_token"]!)).Ok();
        (await app.RefreshAsync(tokens["refresh_token"]!)).Ok();
        (await app.RedeemAsync(code)).Ok();
    }

    private async Task<(AppScene App, Answer Tokens, string Code)> SceneAsync(string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        (await app.UserInfoAsync(tokens["access_token"]!)).Ok();
        return (app, tokens, await app.CodeAsync());
    }

    private static async Task AssertDeadAsync(AppScene app, string token)
    {
        (await app.UserInfoAsync(token)).Refused("invalid_token", 401);
        Assert.Equal("{\"active\":false}", (await app.PostAsync("/introspect", ("token", token))).Ok().Body);
    }

    /// <summary>Asked by an API that the operator set up, which sees every living token.</summary>
    private async Task AssertInactiveElsewhereAsync(string token)
    {
        var api = await AppScene.CreateAsync(portal);
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == api.ClientId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Source, ClientSource.Provisioning)));
        Assert.Equal("{\"active\":false}", (await api.PostAsync("/introspect", ("token", token))).Ok().Body);
    }

    private async Task DeleteAsync(AppScene app)
    {
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == app.ClientId).ExecuteDeleteAsync());
        portal.Services.GetRequiredService<ClientRegistry>().Forget(app.ClientId);
    }

    private async Task DisableAsync(AppScene app)
    {
        DateTimeOffset? now = portal.Clock.GetUtcNow();
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == app.ClientId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, now)));
        portal.Services.GetRequiredService<ClientRegistry>().Forget(app.ClientId);
    }
}
