using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 8693: an API exchanges the token that it was called with for one for the next API.</summary>
public sealed class Rfc8693ExchangeTests : IAsyncLifetime
{
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";
    private const string Next = "https://next.example.test";
    private const string Api = "notes-api";

    private readonly Portal _portal = new();
    private AppScene _app = null!;
    private AppScene _api = null!;

    public async Task InitializeAsync()
    {
        await _portal.AddScopeAsync("notes.read", "Read");
        await _portal.AddScopeAsync("notes.write", "Write");
        await _portal.AddScopeAsync("mail.send", "Send");
        await _portal.AddResourceAsync(Api, "Notes", "notes.read notes.write");
        await _portal.AddResourceAsync(Next, "Next", "notes.read notes.write mail.send");
        await _portal.AddResourceAsync("https://third.example.test", "Third", "notes.read notes.write");
        _app = await AppScene.CreateAsync(
            _portal,
            m => m with { Scope = "openid offline_access notes.read notes.write mail.send" },
            "openid offline_access notes.read notes.write");
        _api = await ApiAsync(Api);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task Delegation_names_the_api_as_actor_and_the_person_as_subject()
    {
        var answer = (await ExchangeAsync(await SubjectAsync())).Ok();
        Assert.Equal((AccessToken, "Bearer"), (answer["issued_token_type"], answer["token_type"]));
        var token = new JsonWebToken(answer["access_token"]);
        Assert.Equal((_app.User.Id, Api), (token.Subject, token.GetPayloadValue<string>("client_id")));
        Assert.Equal([Next], token.Audiences);
        Assert.Equal(Api, token.GetPayloadValue<JsonElement>("act").GetProperty("sub").GetString());
        Assert.Null(answer["refresh_token"]);
        Assert.Null(answer["id_token"]);
        var told = await _api.PostAsync("/introspect", ("token", answer["access_token"]));
        Assert.Equal(Api, told.Json.GetProperty("act").GetProperty("sub").GetString());
    }

    [Fact]
    public async Task A_chain_of_actors_is_kept_4_1()
    {
        var second = await ApiAsync(Next, "https://third.example.test");
        var first = (await ExchangeAsync(await SubjectAsync())).Ok()["access_token"];
        var answer = (await ExchangeAsync(first!, second, ("resource", "https://third.example.test"))).Ok();
        var act = new JsonWebToken(answer["access_token"]).GetPayloadValue<JsonElement>("act");
        Assert.Equal(Next, act.GetProperty("sub").GetString());
        Assert.Equal(Api, act.GetProperty("act").GetProperty("sub").GetString());
    }

    [Fact]
    public async Task Only_a_client_that_may_impersonate_gets_a_token_without_an_actor()
    {
        await ChangeAsync(Api, m => m with { TokenExchangeImpersonation = true });
        var answer = (await ExchangeAsync(await SubjectAsync())).Ok();
        Assert.False(new JsonWebToken(answer["access_token"]).TryGetPayloadValue<JsonElement>("act", out _));
    }

    [Fact]
    public async Task It_is_no_longer_than_the_subject_token()
    {
        var subject = await SubjectAsync();
        _portal.Clock.Advance(TimeSpan.FromSeconds(3500));
        var answer = (await ExchangeAsync(subject)).Ok();
        Assert.Equal("100", answer["expires_in"]);
    }

    [Fact]
    public async Task Scope_is_only_narrowed()
    {
        var subject = await SubjectAsync("openid offline_access notes.read");
        Assert.Equal("notes.read", (await ExchangeAsync(subject)).Ok()["scope"]);
        (await ExchangeAsync(subject, null, ("scope", "notes.write"))).Refused("invalid_scope");
        (await ExchangeAsync(subject, null, ("scope", "notes.read mail.send"))).Refused("invalid_scope");
        (await ExchangeAsync(subject, null, ("scope", "openid"))).Refused("invalid_scope");
        (await ExchangeAsync(subject, null, ("scope", "offline_access"))).Refused("invalid_scope");
    }

    [Theory]
    [InlineData("resource", "https://evil.example.test")]
    [InlineData("audience", "somebody-else")]
    [InlineData("resource", "https://next.example.test/")]
    public async Task A_target_that_is_not_this_clients_is_invalid_target_2_2_2(string parameter, string target)
        => (await ExchangeAsync(await SubjectAsync(), null, (parameter, target))).Refused("invalid_target");

    [Fact]
    public async Task With_several_targets_one_has_to_be_named()
    {
        await ChangeAsync(Api, m => m with { TokenExchangeAudiences = [Next, "other"] });
        (await ExchangeAsync(await SubjectAsync())).Refused("invalid_target");
        (await ExchangeAsync(await SubjectAsync(), null, ("audience", Next))).Ok();
    }

    [Theory]
    [InlineData("subject_token", null)]
    [InlineData("subject_token_type", null)]
    [InlineData("subject_token_type", "urn:ietf:params:oauth:token-type:saml2")]
    [InlineData("subject_token_type", "urn:ietf:params:oauth:token-type:refresh_token")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:id_token")]
    [InlineData("actor_token_type", AccessToken)]
    [InlineData("actor_token", "x")]
    [InlineData("subject_token", "not-a-token")]
    public async Task A_wrong_parameter_is_invalid_request_2_1(string name, string? value)
    {
        var form = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["grant_type"] = GrantTypeName.TokenExchange,
            ["subject_token"] = await SubjectAsync(),
            ["subject_token_type"] = AccessToken,
            [name] = value,
        };
        (await _api.TokenAsync([.. form.Select(f => (f.Key, f.Value))])).Refused("invalid_request");
    }

    [Fact]
    public async Task A_client_that_is_not_registered_for_it_is_refused()
        => (await ExchangeAsync(await SubjectAsync(), _app)).Refused("unauthorized_client");

    [Fact]
    public async Task A_public_client_is_refused_5()
    {
        var open = await ApiAsync("open-api", change: m => m with { TokenEndpointAuthMethod = "none" });
        (await ExchangeAsync(await SubjectAsync(), open)).Refused("unauthorized_client");
    }

    [Fact]
    public async Task A_token_for_another_api_can_not_be_exchanged()
    {
        var other = await ApiAsync("other-api");
        (await ExchangeAsync(await SubjectAsync(), other)).Refused("invalid_request");
    }

    [Fact]
    public async Task A_revoked_or_expired_subject_token_is_refused()
    {
        var revoked = await SubjectAsync();
        await _app.PostAsync("/revoke", ("token", revoked));
        (await ExchangeAsync(revoked)).Refused("invalid_request");
        var old = await SubjectAsync();
        _portal.Clock.Advance(TimeSpan.FromHours(2));
        (await ExchangeAsync(old)).Refused("invalid_request");
    }

    [Fact]
    public async Task A_clients_own_token_speaks_of_nobody_and_is_refused()
    {
        await ChangeAsync(Api, m => m with { GrantTypes = ["client_credentials", GrantTypeName.TokenExchange] });
        var own = (await _api.TokenAsync(("grant_type", "client_credentials"))).Ok()["access_token"];
        (await ExchangeAsync(own!)).Refused("invalid_request");
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Revoking_the_app_ends_what_was_exchanged(string format)
    {
        await ChangeAsync(Api, m => m with { AccessTokenFormat = format });
        var token = (await ExchangeAsync(await SubjectAsync())).Ok()["access_token"];
        Assert.True(await IsActiveAsync(token));
        await _portal.WriteAsync(db => db.Grants.Where(g => g.Id == _app.GrantId).ExecuteDeleteAsync());
        Assert.False(await IsActiveAsync(token));
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Disabling_either_client_ends_what_was_exchanged(string format)
    {
        await ChangeAsync(Api, m => m with { AccessTokenFormat = format });
        var reader = await ApiAsync(Next, "https://third.example.test");
        foreach (var disabled in new[] { Api, _app.ClientId })
        {
            var token = (await ExchangeAsync(await SubjectAsync())).Ok()["access_token"];
            Assert.Equal("True", (await reader.PostAsync("/introspect", ("token", token)))["active"]);
            await DisableAsync(disabled, _portal.Clock.GetUtcNow());
            Assert.Equal("False", (await reader.PostAsync("/introspect", ("token", token)))["active"]);
            await DisableAsync(disabled, at: null);
        }
    }

    [Fact]
    public async Task A_jwt_can_be_asked_for_where_tokens_are_opaque()
    {
        await ChangeAsync(Api, m => m with { AccessTokenFormat = "opaque" });
        var answer = (await ExchangeAsync(await SubjectAsync(), null, ("requested_token_type", Jwt))).Ok();
        Assert.Equal(Jwt, answer["issued_token_type"]);
        Assert.Equal(_app.User.Id, new JsonWebToken(answer["access_token"]).Subject);
        Assert.DoesNotContain('.', (await ExchangeAsync(await SubjectAsync())).Ok()["access_token"]!);
    }

    [Fact]
    public async Task An_actor_token_of_another_client_is_refused()
    {
        var subject = await SubjectAsync();
        (await ExchangeAsync(subject, null, ("actor_token", subject), ("actor_token_type", AccessToken)))
            .Refused("invalid_request");
    }

    /// <summary>OpenID Connect Core §8: neither in sub nor among the actors is the local identifier told to a pairwise client.</summary>
    [Fact]
    public async Task A_pairwise_client_gets_its_own_name_for_everybody()
    {
        var subject = await SubjectAsync();
        await ChangeAsync(Api, m => m with { SubjectType = "pairwise" });
        var chained = (await ExchangeAsync(subject, null, ("scope", "notes.read"))).Ok();
        var token = new JsonWebToken(chained["access_token"]);
        Assert.NotEqual(_app.User.Id, token.Subject);
        var told = (await _api.PostAsync("/introspect", ("token", chained["access_token"]))).Ok();
        Assert.Equal(token.Subject, told["sub"]);
        Assert.DoesNotContain(_app.User.Id, told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_acted_through_another_client_is_that_client_to_a_pairwise_one()
    {
        var last = await ApiAsync("pairwise-api", "https://third.example.test", m => m with { SubjectType = "pairwise" });
        var person = (await ExchangeAsync(await SubjectAsync())).Ok()["access_token"];
        var limits = new TokenLimits(
            [], Confirmation: null, AuthorizationDetails: null, Actor: $$$"""{"sub":"{{{_app.User.Id}}}","client_id":"app","act":{"sub":"first"}}""");
        var live = await _portal.Services.GetRequiredService<AccessTokenReader>().ReadAsync(person!, default);
        var reader = await _portal.Services.GetRequiredService<AuthPortal.Clients.ClientRegistry>().FindAsync(last.ClientId, default);
        Assert.Equal(
            """{"sub":"app","client_id":"app","act":{"sub":"first"}}""",
            AuthPortal.Endpoints.Http.TokenSubjects.ActorsFor(reader!, live! with { Limits = limits }));
    }

    private Task<Answer> ExchangeAsync(string subject, AppScene? client = null, params (string, string?)[] more)
        => (client ?? _api).TokenAsync(
        [
            ("grant_type", GrantTypeName.TokenExchange),
            ("subject_token", subject),
            ("subject_token_type", AccessToken),
            .. more,
        ]);

    private async Task<string> SubjectAsync(string scopes = "openid offline_access notes.read notes.write")
        => (await _app.RedeemAsync(await _app.CodeAsync(scopes))).Ok()["access_token"]!;

    private async Task<bool> IsActiveAsync(string? token)
        => (await _api.PostAsync("/introspect", ("token", token)))["active"] == "True";

    /// <summary>A client whose id is the identifier of the API that it plays.</summary>
    private async Task<AppScene> ApiAsync(
        string id,
        string target = Next,
        Func<ClientMetadata, ClientMetadata>? change = null)
    {
        var metadata = new ClientMetadata
        {
            GrantTypes = [GrantTypeName.TokenExchange],
            ResponseTypes = [],
            Scope = "notes.read notes.write mail.send",
            TokenExchangeAudiences = [target],
        };
        metadata = change?.Invoke(metadata) ?? metadata;
        var secret = metadata.TokenEndpointAuthMethod == "none" ? null : Secrets.Generate();
        await _portal.AddClientAsync(id, metadata, secret);
        return new AppScene(_portal, _portal.NewClient(), _app.User, id, secret, Guid.Empty);
    }

    private async Task ChangeAsync(string id, Func<ClientMetadata, ClientMetadata> change)
    {
        await _portal.WriteAsync(async db =>
        {
            var row = await db.Clients.SingleAsync(c => c.Id == id);
            row.Metadata = change(row.Metadata);
        });
        _portal.Services.GetRequiredService<AuthPortal.Clients.ClientRegistry>().Forget(id);
    }

    private async Task DisableAsync(string id, DateTimeOffset? at)
    {
        await _portal.WriteAsync(db => db.Clients.Where(c => c.Id == id)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, at)));
        _portal.Services.GetRequiredService<AuthPortal.Clients.ClientRegistry>().Forget(id);
    }
}
