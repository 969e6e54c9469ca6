using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Clients;

/// <summary>private_key_jwt and client_secret_jwt: RFC 7523 §2.2 and §3, OpenID Connect Core §9.</summary>
public sealed class ClientAssertionTests : IDisposable
{
    private const string App = "signing";

    private static readonly ClientMetadata Metadata = new()
    {
        GrantTypes = ["client_credentials"],
        ResponseTypes = [],
        TokenEndpointAuthMethod = "private_key_jwt",
    };

    private readonly Portal _portal = new();
    private readonly ClientSigner _key = new();

    public void Dispose()
    {
        _key.Dispose();
        _portal.Dispose();
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("PS256")]
    [InlineData("RS256")]
    public async Task S2_2_a_signed_assertion_proves_the_client(string algorithm)
    {
        using var key = new ClientSigner(algorithm);
        await AddAsync(key);
        (await PostAsync(key.Sign(Claims()))).Ok();
    }

    [Theory]
    [InlineData(Portal.Issuer)]
    [InlineData(Portal.Issuer + "/token")]
    public async Task S3_aud_is_the_issuer_or_the_endpoint(string audience)
    {
        await AddAsync(_key);
        (await PostAsync(_key.Sign(Claims(c => c["aud"] = audience)))).Ok();
        (await PostAsync(_key.Sign(Claims(c => c["aud"] = new JsonArray("https://other.test", audience))))).Ok();
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "iss", "\"other\"" },
        { "iss", "null" },
        { "sub", "\"other\"" },
        { "aud", "\"https://other.example.test\"" },
        { "aud", "null" },
        { "exp", "null" },
        { "exp", "-1" },
        { "exp", "7200" },
        { "nbf", "90" }, { "iat", "90" },
        { "jti", "null" }, { "jti", "\"\"" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task S3_an_assertion_with_a_wrong_claim_is_refused(string claim, string value)
    {
        await AddAsync(_key);
        var wrong = JsonNode.Parse(value);
        var assertion = _key.Sign(Claims(c =>
        {
            c.Remove(claim);
            if (wrong is not null)
            {
                c[claim] = wrong.GetValueKind() == JsonValueKind.Number ? Now(wrong.GetValue<int>()) : wrong.DeepClone();
            }
        }));
        (await PostAsync(assertion)).Refused("invalid_client", 401);
    }

    [Theory]
    [InlineData("nbf", 8)]
    [InlineData("iat", 8)]
    public async Task A_clock_that_is_eight_seconds_ahead_is_forgiven(string claim, int seconds)
    {
        await AddAsync(_key);
        (await PostAsync(_key.Sign(Claims(c => c[claim] = Now(seconds))))).Ok();
    }

    [Fact]
    public async Task S3_a_jti_is_used_once()
    {
        await AddAsync(_key);
        var assertion = _key.Sign(Claims());
        (await PostAsync(assertion)).Ok();
        (await PostAsync(assertion)).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task S3_of_twenty_at_once_one_succeeds()
    {
        await AddAsync(_key);
        var assertion = _key.Sign(Claims());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(assertion)));
        Assert.Single(answers, a => a.Status == 200);
    }

    [Fact]
    public async Task A_key_of_somebody_else_is_refused()
    {
        await AddAsync(_key);
        using var thief = new ClientSigner();
        (await PostAsync(thief.Sign(Claims()))).Refused("invalid_client", 401);
        Assert.Equal(0, await _portal.ReadAsync(db => db.UsedAssertions.CountAsync()));
    }

    [Fact]
    public async Task Rfc8725_an_unsigned_assertion_and_one_with_the_public_key_as_secret_are_refused()
    {
        await AddAsync(_key);
        var none = $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{Base64UrlEncoder.Encode(Claims().ToJsonString())}.";
        (await PostAsync(none)).Refused("invalid_client", 401);
        (await PostAsync(Hmac(_key.Jwk.ToJsonString()))).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task Rfc8725_another_kind_of_token_is_no_assertion()
    {
        await AddAsync(_key);
        (await PostAsync(_key.Sign(Claims(), "dpop+jwt"))).Refused("invalid_client", 401);
        (await PostAsync(_key.Sign(Claims(), "client-authentication+jwt"))).Ok();
    }

    [Fact]
    public async Task The_registered_algorithm_is_the_only_one()
    {
        using var rsa = new ClientSigner("RS256");
        await AddAsync(rsa, Metadata with { TokenEndpointAuthSigningAlg = "PS256" });
        (await PostAsync(rsa.Sign(Claims()))).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task Rfc6749_S2_3_two_ways_at_once_are_refused()
    {
        await AddAsync(_key);
        (await PostAsync(_key.Sign(Claims()), ("client_secret", "x"))).Refused("invalid_request");
        using var http = _portal.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = Form(_key.Sign(Claims())) };
        request.Headers.Authorization = AppScene.Basic(App, "x");
        (await Answer.OfAsync(await http.SendAsync(request))).Refused("invalid_request");
    }

    [Theory]
    [InlineData("not a jwt")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.e30")]
    public async Task What_is_no_jwt_is_refused(string assertion)
    {
        await AddAsync(_key);
        (await PostAsync(assertion)).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task Rfc7521_S4_2_client_id_and_type_must_fit()
    {
        await AddAsync(_key);
        (await PostAsync(_key.Sign(Claims()), ("client_id", "other"))).Refused("invalid_client", 401);
        (await PostAsync(_key.Sign(Claims()), ("client_id", App))).Ok();
        using var http = _portal.NewClient();
        var answer = await http.PostAsync("/token", new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_assertion", _key.Sign(Claims()))]));
        (await Answer.OfAsync(answer)).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task A_client_that_signs_gets_nothing_for_a_secret_and_the_other_way_round()
    {
        await AddAsync(_key);
        using var http = _portal.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
        };
        request.Headers.Authorization = AppScene.Basic(App, string.Empty);
        (await Answer.OfAsync(await http.SendAsync(request))).Refused("invalid_client", 401);
        await _portal.AddClientAsync(
            "basic", Metadata with { TokenEndpointAuthMethod = "client_secret_basic", Jwks = _key.Jwks }, "secret");
        (await PostAsync(_key.Sign(Claims(c => (c["iss"], c["sub"]) = ("basic", "basic"))))).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task Core_S9_client_secret_jwt_is_an_hmac_with_the_secret()
    {
        const string Secret = "a secret of at least two hundred and fifty-six bits";
        await _portal.AddClientAsync(App, Metadata with { TokenEndpointAuthMethod = "client_secret_jwt" });
        var vault = _portal.Services.GetRequiredService<SecretVault>();
        await _portal.WriteAsync(db =>
        {
            db.ClientSecrets.Add(new()
            {
                Id = Guid.CreateVersion7(),
                ClientId = App,
                Hash = Secrets.Hash(Secret),
                ProtectedValue = vault.Seal(Secret),
                Hint = "bits",
            });
            return Task.CompletedTask;
        });
        (await PostAsync(Hmac(Secret))).Ok();
        (await PostAsync(Hmac(Secret.ToUpperInvariant()))).Refused("invalid_client", 401);
        (await PostAsync(_key.Sign(Claims()))).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task Fapi2_S5_3_2_1_aud_is_the_issuer_alone()
    {
        await AddAsync(_key, Metadata with { Profile = "fapi2" });
        var ok = await PostAsync(_key.Sign(Claims()));
        Assert.NotEqual("invalid_client", ok["error"]);
        (await PostAsync(_key.Sign(Claims(c => c["aud"] = Portal.Issuer + "/token")))).Refused("invalid_client", 401);
        (await PostAsync(_key.Sign(Claims(c => c["aud"] = new JsonArray(Portal.Issuer))))).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task Keys_by_url_are_kept_and_asked_for_again_when_a_new_one_signs()
    {
        await using var server = await RemoteServer.StartAsync();
        await using var portal = new RemotePortal(server.Policy);
        using var second = new ClientSigner();
        var keys = new JsonArray(_key.Jwk);
        server.Json("/jwks", () => new JsonObject { ["keys"] = keys.DeepClone() }.ToJsonString());
        await portal.AddClientAsync(App, Metadata with { JwksUri = server.Url("/jwks") });
        (await PostAsync(portal, _key.Sign(Claims()))).Ok();
        (await PostAsync(portal, _key.Sign(Claims()))).Ok();
        Assert.Equal(1, server.Requests);
        (await PostAsync(portal, second.Sign(Claims()))).Refused("invalid_client", 401);
        keys.Add(second.Jwk);
        (await PostAsync(portal, second.Sign(Claims()))).Refused("invalid_client", 401);
        portal.Clock.Advance(TimeSpan.FromSeconds(61));
        (await PostAsync(portal, second.Sign(Claims(c => c["exp"] = Now(200))))).Ok();
        Assert.Equal(2, server.Requests);
    }

    [Theory]
    [InlineData("https://10.1.2.3/jwks")]
    [InlineData("https://elsewhere.example.test/jwks")]
    public async Task Keys_in_our_own_network_are_never_fetched(string uri)
    {
        await _portal.AddClientAsync(App, Metadata with { JwksUri = uri });
        (await PostAsync(_key.Sign(Claims()))).Refused("invalid_client", 401);
    }

    private Task AddAsync(ClientSigner key, ClientMetadata? metadata = null)
        => _portal.AddClientAsync(App, (metadata ?? Metadata) with { Jwks = key.Jwks });

    private long Now(int seconds) => _portal.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();

    private JsonObject Claims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = App,
            ["sub"] = App,
            ["aud"] = Portal.Issuer,
            ["exp"] = Now(60),
            ["iat"] = Now(0),
            ["jti"] = Secrets.Generate(),
        };
        change?.Invoke(claims);
        return claims;
    }

    private string Hmac(string secret)
        => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            Claims().ToJsonString(),
            new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), "HS256"));

    private Task<Answer> PostAsync(string assertion, params (string Name, string Value)[] more)
        => PostAsync(_portal, assertion, more);

    private static async Task<Answer> PostAsync(Portal portal, string assertion, params (string Name, string Value)[] more)
    {
        using var http = portal.NewClient();
        return await Answer.OfAsync(await http.PostAsync("/token", Form(assertion, more)));
    }

    private static FormUrlEncodedContent Form(string assertion, params (string Name, string Value)[] more) => new(
        new (string Name, string Value)[]
        {
            ("grant_type", "client_credentials"), ("client_assertion_type", ClientAssertions.Type),
            ("client_assertion", assertion),
        }.Concat(more).Select(f => KeyValuePair.Create(f.Name, f.Value)));
}
