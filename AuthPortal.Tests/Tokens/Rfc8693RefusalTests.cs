using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 8693 §2.1, §2.2 and §5: what is no subject token, no actor and no request, and what an exchange never gives.</summary>
public sealed class Rfc8693RefusalTests : IClassFixture<Portal>, IAsyncLifetime
{
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const string Target = "https://exchange-target.example.test";
    private readonly Portal _portal;
    private AppScene _app = null!;
    private AppScene _api = null!;

    public Rfc8693RefusalTests(Portal portal) => _portal = portal;

    public async Task InitializeAsync()
    {
        if (!await _portal.ReadAsync(db => db.Scopes.AnyAsync()))
        {
            await _portal.AddScopeAsync("notes.read", "Read");
            await _portal.AddResourceAsync(Target, "Next", "notes.read");
        }

        _app = await AppScene.CreateAsync(
            _portal, m => m with { Scope = "openid offline_access notes.read" }, "openid offline_access notes.read");
        _api = await AppScene.CreateAsync(_portal, m => m with
        {
            GrantTypes = [GrantTypeName.TokenExchange],
            Scope = "notes.read",
            TokenExchangeAudiences = [Target],
        });
        await _portal.WriteAsync(db => db.Clients.Where(c => c.Id == _api.ClientId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Source, AuthPortal.Data.Entities.ClientSource.Provisioning)));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("refresh_token")]
    [InlineData("id_token")]
    [InlineData("code")]
    [InlineData("forged")]
    [InlineData("revoked")]
    public async Task S2_1_what_is_no_live_access_token_is_no_subject_and_no_actor(string what)
    {
        var tokens = (await _app.RedeemAsync(await _app.CodeAsync("openid offline_access notes.read"))).Ok();
        var good = tokens["access_token"]!;
        var other = what switch
        {
            "code" => await _app.CodeAsync(),
            "forged" => good[..^4] + (good.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"),
            "revoked" => (await _app.RefreshAsync(tokens["refresh_token"]!)).Ok()["access_token"]!,
            _ => tokens[what]!,
        };
        if (what == "revoked")
        {
            (await _app.PostAsync("/revoke", ("token", other))).Ok();
        }

        var before = await Rows.CountAsync(_portal);
        (await ExchangeAsync(other)).Refused("invalid_request");
        (await ExchangeAsync(good, ("actor_token", other), ("actor_token_type", AccessToken))).Refused("invalid_request");
        Assert.Equal(before, await Rows.CountAsync(_portal));
        (await ExchangeAsync(good)).Ok();
    }

    [Theory]
    [InlineData("subject_token")]
    [InlineData("subject_token_type")]
    [InlineData("requested_token_type")]
    [InlineData("scope")]
    public async Task S2_1_a_parameter_that_must_not_be_repeated_is_invalid_request(string name)
    {
        var subject = await SubjectAsync();
        var value = name == "subject_token" ? subject : name == "scope" ? "notes.read" : AccessToken;
        var more = name.StartsWith("subject", StringComparison.Ordinal)
            ? new[] { (name, (string?)value) }
            : [(name, value), (name, value)];
        (await ExchangeAsync(subject, more)).Refused("invalid_request");
    }

    [Fact]
    public async Task S2_1_the_client_proves_itself_and_has_to_be_registered_for_it()
    {
        var subject = await SubjectAsync();
        var before = await Rows.CountAsync(_portal);
        foreach (var thief in new[] { _api with { Secret = "wrong" }, _api with { Secret = null } })
        {
            (await ExchangeAsync(subject, thief)).Refused("invalid_client", 401);
        }

        (await ExchangeAsync(subject, _app)).Refused("unauthorized_client");
        Assert.Equal(before, await Rows.CountAsync(_portal));
    }

    [Fact]
    public async Task S2_2_1_the_answer_has_its_type_and_neither_a_refresh_token_nor_a_later_end()
    {
        var subject = await SubjectAsync();
        var before = await Rows.CountAsync(_portal);
        var answer = (await ExchangeAsync(subject)).Ok();
        Assert.Equal((AccessToken, null, null), (answer["issued_token_type"], answer["refresh_token"], answer["id_token"]));
        Assert.True(new JsonWebToken(answer["access_token"]).ValidTo <= new JsonWebToken(subject).ValidTo);
        Assert.Equal(before.RefreshTokens, (await Rows.CountAsync(_portal)).RefreshTokens);
    }

    [Fact]
    public async Task S2_2_2_another_target_or_a_wider_scope_is_refused_and_nothing_issued()
    {
        var subject = await SubjectAsync();
        var before = await Rows.CountAsync(_portal);
        (await ExchangeAsync(subject, ("audience", "https://elsewhere.example.test"))).Refused("invalid_target");
        (await ExchangeAsync(subject, ("resource", Target), ("resource", "https://elsewhere.example.test"))).Refused("invalid_target");
        (await ExchangeAsync(subject, ("scope", "openid"))).Refused("invalid_scope");
        (await ExchangeAsync(subject, ("scope", "notes.read profile"))).Refused("invalid_scope");
        Assert.Equal(before, await Rows.CountAsync(_portal));
    }

    private async Task<string> SubjectAsync()
        => (await _app.RedeemAsync(await _app.CodeAsync("openid offline_access notes.read"))).Ok()["access_token"]!;

    private Task<Answer> ExchangeAsync(string subject, params (string, string?)[] more) => ExchangeAsync(subject, _api, more);

    private static Task<Answer> ExchangeAsync(string subject, AppScene client, params (string, string?)[] more)
        => client.TokenAsync(
            [
                ("grant_type", GrantTypeName.TokenExchange), ("subject_token", subject), ("subject_token_type", AccessToken), .. more,
            ]);
}
