using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

public class Rfc7662IntrospectionTests(Portal portal) : IClassFixture<Portal>
{
    private const string Inactive = """{"active":false}""";

    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    public async Task A_live_access_token_is_described_to_its_client(string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var tokens = await app.TokensAsync("openid email");
        var described = await IntrospectAsync(app, tokens.GetProperty("access_token").GetString());
        Assert.True(described.Headers.CacheControl?.NoStore);
        Assert.True(described.Json.GetProperty("active").GetBoolean());
        Assert.Equal(app.ClientId, described["client_id"]);
        Assert.Equal(app.User.Id, described["sub"]);
        Assert.Equal("openid email", described["scope"]);
        Assert.Equal("Bearer", described["token_type"]);
        Assert.Equal(Portal.Issuer, described["iss"]);
        Assert.Equal(Portal.Issuer, described["aud"]);
        Assert.Equal(
            portal.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
            described.Json.GetProperty("exp").GetInt64());
        Assert.Equal(format is null, described["jti"] is not null);
        Assert.Null(described["username"]);
    }

    [Fact]
    public async Task A_live_refresh_token_is_described_to_its_client_alone()
    {
        var app = await AppScene.CreateAsync(portal);
        var other = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("refresh_token").GetString();
        var described = await IntrospectAsync(app, token);
        Assert.True(described.Json.GetProperty("active").GetBoolean());
        Assert.Null(described["token_type"]);
        Assert.Equal(Inactive, (await IntrospectAsync(other, token)).Body);
        (await app.RefreshAsync(token!)).Ok();
        Assert.Equal(Inactive, (await IntrospectAsync(app, token)).Body);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    public async Task A_token_of_another_client_is_inactive_except_to_an_API_that_the_operator_set_up(string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString();
        var other = await AppScene.CreateAsync(portal);
        var api = await AppScene.CreateAsync(portal);
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == api.ClientId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Source, ClientSource.Provisioning)));
        Assert.Equal(Inactive, (await IntrospectAsync(other, token)).Body);
        Assert.Equal(app.ClientId, (await IntrospectAsync(api, token))["client_id"]);
    }

    [Fact]
    public async Task An_API_sees_the_tokens_that_are_meant_for_it()
    {
        var api = await AppScene.CreateAsync(portal);
        var scope = "files." + api.ClientId;
        await portal.AddScopeAsync(scope, "Files");
        await portal.AddResourceAsync(api.ClientId, "Files", scope);
        portal.Services.GetRequiredService<AuthPortal.Clients.ScopeCatalog>().Forget();
        var app = await AppScene.CreateAsync(portal, scopes: "openid " + scope);
        var token = (await app.TokensAsync(scope)).GetProperty("access_token").GetString();
        Assert.Equal(api.ClientId, (await IntrospectAsync(api, token))["aud"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    public async Task An_expired_token_is_inactive(string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString();
        portal.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Inactive, (await IntrospectAsync(app, token)).Body);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("opaque")]
    public async Task A_revoked_app_and_a_disabled_client_have_no_live_tokens(string? format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var api = await AppScene.CreateAsync(portal);
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == api.ClientId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Source, ClientSource.Provisioning)));
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString();
        await DisableAsync(app, portal.Clock.GetUtcNow());
        Assert.Equal(Inactive, (await IntrospectAsync(api, token)).Body);
        await DisableAsync(app, at: null);
        Assert.NotEqual(Inactive, (await IntrospectAsync(api, token)).Body);
        await portal.WriteAsync(db => db.Grants.Where(g => g.Id == app.GrantId).ExecuteDeleteAsync());
        Assert.Equal(Inactive, (await IntrospectAsync(api, token)).Body);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public async Task An_unknown_token_is_inactive(string token)
        => Assert.Equal(Inactive, (await IntrospectAsync(await AppScene.CreateAsync(portal), token)).Body);

    [Fact]
    public async Task An_ID_token_is_no_access_token()
    {
        var app = await AppScene.CreateAsync(portal);
        var idToken = (await app.TokensAsync()).GetProperty("id_token").GetString();
        Assert.Equal(Inactive, (await IntrospectAsync(app, idToken)).Body);
        Assert.Equal(401, (await app.UserInfoAsync(idToken!)).Status);
    }

    [Fact]
    public async Task A_public_client_and_a_stranger_learn_nothing()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString();
        (await IntrospectAsync(app, token)).Refused("invalid_client", 401);
        (await IntrospectAsync(app with { Secret = "wrong" }, token)).Refused("invalid_client", 401);
        (await IntrospectAsync(await AppScene.CreateAsync(portal), token: null)).Refused("invalid_request");
    }

    private Task DisableAsync(AppScene app, DateTimeOffset? at) => portal.WriteAsync(db => db.Clients
        .Where(c => c.Id == app.ClientId).ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, at)));

    private static Task<Answer> IntrospectAsync(AppScene app, string? token)
        => app.PostAsync("/introspect", ("token", token));
}
