using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 7523 §2.1: a client vouches for a person who allowed it to act while they are away.</summary>
public sealed class Rfc7523JwtBearerTests : IAsyncLifetime
{
    private readonly Portal _portal = new();
    private readonly ClientSigner _signer = new();
    private readonly ClientSigner _stranger = new();
    private AppScene _app = null!;

    public async Task InitializeAsync()
    {
        await _portal.AddScopeAsync("notes.read", "Read");
        await _portal.AddScopeAsync("notes.write", "Write");
        _app = await SceneAsync("openid offline_access notes.read");
    }

    public async Task DisposeAsync()
    {
        _signer.Dispose();
        _stranger.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Gives_what_the_person_allowed_and_no_refresh_or_id_token()
    {
        var answer = (await AskAsync(Claims())).Ok();
        var token = new JsonWebToken(answer["access_token"]);
        Assert.Equal((_app.User.Id, "notes.read"), (token.Subject, answer["scope"]));
        Assert.Null(answer["refresh_token"]);
        Assert.Null(answer["id_token"]);
    }

    [Fact]
    public async Task Revoking_the_app_ends_it()
    {
        var token = (await AskAsync(Claims())).Ok()["access_token"];
        Assert.Equal("True", (await _app.PostAsync("/introspect", ("token", token)))["active"]);
        await _portal.WriteAsync(db => db.Grants.Where(g => g.Id == _app.GrantId).ExecuteDeleteAsync());
        Assert.Equal("False", (await _app.PostAsync("/introspect", ("token", token)))["active"]);
        (await AskAsync(Claims())).Refused("invalid_grant");
    }

    [Theory]
    [InlineData("iss", "somebody-else")]
    [InlineData("iss", null)]
    [InlineData("sub", null)]
    [InlineData("sub", "nobody")]
    [InlineData("aud", "https://other.example.test")]
    [InlineData("aud", null)]
    [InlineData("jti", null)]
    [InlineData("exp", null)]
    public async Task A_claim_that_is_missing_or_wrong_is_invalid_grant_3(string claim, string? value)
    {
        var claims = Claims();
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = value;
        }

        await NothingAsync(await AskAsync(claims));
    }

    [Theory]
    [InlineData("exp", -1)]
    [InlineData("exp", 7200)]
    [InlineData("nbf", 120)]
    [InlineData("iat", 120)]
    public async Task A_time_that_is_wrong_is_invalid_grant_3(string claim, int offset)
    {
        var claims = Claims();
        claims[claim] = _portal.Clock.GetUtcNow().ToUnixTimeSeconds() + offset;
        await NothingAsync(await AskAsync(claims));
    }

    [Fact]
    public async Task An_assertion_works_once_3()
    {
        var claims = Claims();
        (await AskAsync(claims)).Ok();
        (await AskAsync(claims)).Refused("invalid_grant");
    }

    [Fact]
    public async Task Another_key_is_refused_3()
        => await NothingAsync(await SendAsync(_stranger.Sign(Claims())));

    [Fact]
    public async Task An_unsigned_assertion_is_refused()
    {
        var parts = _signer.Sign(Claims()).Split('.');
        var none = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"alg":"none"}""");
        await NothingAsync(await SendAsync($"{none}.{parts[1]}."));
    }

    [Fact]
    public async Task The_clients_proof_of_itself_is_no_word_about_a_person()
    {
        var claims = Claims();
        claims["sub"] = _app.ClientId;
        await NothingAsync(await AskAsync(claims));
    }

    [Theory]
    [InlineData("notes.write")]
    [InlineData("notes.read notes.write")]
    [InlineData("openid")]
    [InlineData("offline_access")]
    public async Task More_than_the_person_allowed_is_refused(string scope)
        => await NothingAsync(await AskAsync(Claims(), ("scope", scope)));

    [Fact]
    public async Task Without_offline_access_nobody_is_acted_for()
    {
        _app = await SceneAsync("openid notes.read");
        await NothingAsync(await AskAsync(Claims()));
    }

    [Fact]
    public async Task A_pairwise_client_vouches_for_people_by_the_names_that_it_knows()
    {
        _app = await SceneAsync("openid offline_access notes.read", m => m with { SubjectType = "pairwise" });
        await NothingAsync(await AskAsync(Claims()));
        var known = _portal.Services.GetRequiredService<AuthPortal.Tokens.Subjects>().Of(
            _app.User.Id, _app.ClientId, new ClientMetadata { SubjectType = "pairwise", RedirectUris = [AppScene.Redirect] });
        var claims = Claims();
        claims["sub"] = known;
        Assert.Equal(known, new JsonWebToken((await AskAsync(claims)).Ok()["access_token"]).Subject);
    }

    [Fact]
    public async Task A_missing_assertion_is_invalid_request()
        => (await _app.TokenAsync(("grant_type", GrantTypeName.JwtBearer))).Refused("invalid_request");

    private Task<AppScene> SceneAsync(string scopes, Func<ClientMetadata, ClientMetadata>? change = null)
        => AppScene.CreateAsync(
            _portal,
            m =>
            {
                var metadata = m with
                {
                    GrantTypes = ["authorization_code", "refresh_token", GrantTypeName.JwtBearer],
                    Scope = "openid offline_access notes.read notes.write",
                    Jwks = _signer.Jwks,
                };
                return change?.Invoke(metadata) ?? metadata;
            },
            scopes);

    private JsonObject Claims() => new()
    {
        ["iss"] = _app.ClientId,
        ["sub"] = _app.User.Id,
        ["aud"] = Portal.Issuer,
        ["jti"] = Secrets.Generate(),
        ["exp"] = _portal.Clock.GetUtcNow().ToUnixTimeSeconds() + 60,
    };

    private Task<Answer> AskAsync(JsonObject claims, params (string, string?)[] more) => SendAsync(_signer.Sign(claims), more);

    private Task<Answer> SendAsync(string assertion, params (string, string?)[] more)
        => _app.TokenAsync([("grant_type", GrantTypeName.JwtBearer), ("assertion", assertion), .. more]);

    private async Task NothingAsync(Answer answer)
    {
        answer.Refused("invalid_grant");
        Assert.Equal(0, await _app.FamiliesAsync());
    }
}
