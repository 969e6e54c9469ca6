using AuthPortal.Accounts.Guards;
using AuthPortal.Clients.Registration;
using AuthPortal.Protocol;
using AuthPortal.Tests.Accounts;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 6749 §4.3, while the legacy grants are on.</summary>
public sealed class PasswordGrantTests : IAsyncLifetime
{
    private readonly Portal _portal = new() { Settings = { ["OAuth:LegacyGrants"] = "true" } };
    private AppScene _app = null!;

    public async Task InitializeAsync() => _app = await SceneAsync(_portal);

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Gives_tokens_that_the_person_can_revoke()
    {
        var answer = (await AskAsync(Seed.Password)).Ok();
        Assert.NotNull(answer["refresh_token"]);
        Assert.NotNull(answer["id_token"]);
        Assert.Equal(200, (await _app.UserInfoAsync(answer["access_token"]!)).Status);
        (await _app.RefreshAsync(answer["refresh_token"]!)).Ok();
        await _portal.WriteAsync(db => db.Grants.Where(g => g.UserId == _app.User.Id).ExecuteDeleteAsync());
        Assert.Equal(401, (await _app.UserInfoAsync(answer["access_token"]!)).Status);
    }

    [Fact]
    public async Task Its_lifetime_has_a_setting_of_its_own()
    {
        await using var portal = new Portal
        {
            Settings = { ["OAuth:LegacyGrants"] = "true", ["OAuth:TokenLifetimes:password"] = "864000" },
        };
        var app = await SceneAsync(portal);
        Assert.Equal("864000", (await AskAsync(Seed.Password, app: app)).Ok()["expires_in"]);
    }

    [Theory]
    [InlineData(null, "a wrong password")]
    [InlineData("nobody", Seed.Password)]
    [InlineData("nobody", "a wrong password")]
    public async Task A_wrong_name_and_a_wrong_password_are_alike_invalid_grant_5_2(string? name, string password)
    {
        var refused = (await AskAsync(password, name)).Refused("invalid_grant");
        Assert.Equal("The user name or the password is wrong.", refused["error_description"]);
        Assert.Equal(0, await _app.FamiliesAsync());
    }

    [Fact]
    public async Task Guesses_lock_the_account_4_3_2()
    {
        for (var i = 0; i < 10; i++)
        {
            (await AskAsync("a wrong password")).Refused("invalid_grant");
        }

        (await AskAsync(Seed.Password)).Refused("invalid_grant");
    }

    [Fact]
    public async Task Guesses_at_many_accounts_from_one_network_are_stopped_together_with_those_on_the_sign_in_page()
    {
        await using var portal = new AddressedPortal { Settings = { ["OAuth:LegacyGrants"] = "true" } };
        var app = await SceneAsync(portal);
        using var client = portal.NewClient("192.0.2.70");
        var here = app with { Http = client };
        portal.Fail(GuardedAct.SignIn, "192.0.2.70", FailureLimits.RuleOf(GuardedAct.SignIn).Most - 2);
        (await AskAsync(Seed.Password, app: here)).Ok();
        (await AskAsync("a guess", "nobody-1", app: here)).Refused("invalid_grant");
        Assert.Equal(200, (int)(await client.SignInAsync("nobody-2", "a guess")).StatusCode);

        var families = await app.FamiliesAsync();
        (await AskAsync(Seed.Password, app: here)).Refused("temporarily_unavailable", 429);
        Assert.Equal(families, await app.FamiliesAsync());
        Assert.Equal(429, (int)(await client.SignInAsync(app.User.UserName!)).StatusCode);
        using var answer = await client.PostAsync("/token", new FormUrlEncodedContent(
        [
            new("grant_type", "password"), new("username", "nobody"), new("password", "a guess"),
            new("client_id", app.ClientId), new("client_secret", app.Secret),
        ]));
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));

        using var elsewhere = portal.NewClient("192.0.2.71");
        (await AskAsync(Seed.Password, app: app with { Http = elsewhere })).Ok();
        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        (await AskAsync(Seed.Password, app: here)).Ok();
    }

    [Fact]
    public async Task An_account_with_a_second_factor_is_refused()
    {
        await _portal.WriteAsync(db => db.Users.Where(u => u.Id == _app.User.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.TwoFactorEnabled, true)));
        (await AskAsync(Seed.Password)).Refused("invalid_grant");
    }

    [Fact]
    public async Task A_scope_that_is_not_registered_is_invalid_scope()
        => (await AskAsync(Seed.Password, scope: "openid notes.read")).Refused("invalid_scope");

    [Theory]
    [InlineData("username")]
    [InlineData("password")]
    public async Task A_missing_parameter_is_invalid_request_4_3_2(string missing)
        => (await _app.TokenAsync(
            ("grant_type", "password"),
            ("username", missing == "username" ? null : _app.User.UserName),
            ("password", missing == "password" ? null : Seed.Password))).Refused("invalid_request");

    [Fact]
    public async Task A_client_that_is_not_registered_for_it_is_refused()
    {
        var other = await AppScene.CreateAsync(_portal);
        (await AskAsync(Seed.Password, app: other)).Refused("unauthorized_client");
    }

    [Fact]
    public async Task It_is_not_there_while_the_legacy_grants_are_off()
    {
        await using var portal = new Portal();
        var app = await SceneAsync(portal);
        (await AskAsync(Seed.Password, app: app)).Refused("unsupported_grant_type");
        Assert.DoesNotContain(
            "\"password\"",
            await portal.NewClient().GetStringAsync("/.well-known/openid-configuration"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_with_the_legacy_grants_can_an_app_be_registered_for_it(bool on)
    {
        var violations = RegistrationRules.Check(
            new ClientMetadata { ClientName = "Old", GrantTypes = ["password"], ResponseTypes = [], Scope = "openid" },
            new RegistrationContext(IsAdministrator: false, ScopeSet.Of(["openid"])) { LegacyGrants = on });
        Assert.Equal(on, violations.Count == 0);
    }

    private static Task<AppScene> SceneAsync(Portal portal)
        => AppScene.CreateAsync(portal, m => m with { GrantTypes = ["password", "refresh_token"], Scope = "openid email offline_access" });

    private Task<Answer> AskAsync(string password, string? name = null, string? scope = null, AppScene? app = null)
        => (app ?? _app).TokenAsync(
            ("grant_type", "password"),
            ("username", name ?? (app ?? _app).User.UserName),
            ("password", password),
            ("scope", scope));
}
