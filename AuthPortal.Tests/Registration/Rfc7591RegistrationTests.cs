using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Registration;

/// <summary>Dynamic client registration by each policy.</summary>
public sealed class Rfc7591RegistrationTests
{
    [Fact]
    public async Task S3_2_1_a_client_gets_all_that_it_needs_and_sees_its_defaults()
    {
        await using var portal = Portal("open");
        using var registrant = new Registrant(portal);
        var answer = await registrant.RegisterAsync(new { client_name = "Self", redirect_uris = new[] { Registrant.Callback } });
        Assert.Equal(201, answer.Status);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("[\"authorization_code\"]", answer["grant_types"]);
        Assert.Equal("[\"code\"]", answer["response_types"]);
        Assert.Equal("client_secret_basic", answer["token_endpoint_auth_method"]);
        Assert.Equal("0", answer["client_secret_expires_at"]);
        Assert.Equal($"{Fixtures.Portal.Issuer}/register/{answer["client_id"]}", answer["registration_client_uri"]);
        Assert.Equal(43, answer["registration_access_token"]!.Length);
        var secret = answer["client_secret"]!;
        var stored = await portal.ReadAsync(db => db.Clients.Include(c => c.Secrets).SingleAsync());
        Assert.Equal(ClientSource.Registration, stored.Source);
        Assert.True(Secrets.Matches(secret, Assert.Single(stored.Secrets).Hash));
        Assert.DoesNotContain(secret, JsonSerializer.Serialize(stored.Metadata), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_setting_changed_a_public_client_registers_asks_and_gets_tokens()
    {
        await using var portal = new Portal();
        await portal.AddUserAsync("alice");
        using var registrant = new Registrant(portal);
        var client = await registrant.RegisterAsync(Registrant.Public);
        Assert.Equal((201, null), (client.Status, client["client_secret"]));
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("alice");
        var consent = await browser.GoAsync(
            $"/authorize?client_id={client["client_id"]}&redirect_uri={Uri.EscapeDataString(Registrant.Callback)}"
            + "&response_type=code&scope=openid&state=s&resource=https%3A%2F%2Fmcp.example.test%2Fmcp"
            + $"&code_challenge={Pkce.Challenge(AppScene.Verifier)}&code_challenge_method=S256");
        Assert.Contains("Self-registered", consent.Text, StringComparison.Ordinal);
        var code = (await browser.SubmitAsync(consent, ("decision", "allow"))).Answer["code"];
        var tokens = await Answer.OfAsync(await registrant.Http.PostAsync("/token", new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", code), new("client_id", client["client_id"]),
            new("redirect_uri", Registrant.Callback), new("code_verifier", AppScene.Verifier),
            new("resource", "https://mcp.example.test/mcp"),
        ])));
        Assert.NotNull(tokens.Ok()["refresh_token"]);
    }

    [Fact]
    public async Task Under_approval_a_client_that_acts_without_a_person_waits()
    {
        await using var portal = Portal("approval");
        using var registrant = new Registrant(portal);
        var client = await registrant.RegisterAsync(new { client_name = "Robot", grant_types = new[] { "client_credentials" } });
        Assert.Equal(201, client.Status);
        (await TokenAsync(registrant, client)).Refused("invalid_client", 401);
        await portal.WriteAsync(db => db.Clients.ExecuteUpdateAsync(
            s => s.SetProperty(c => c.PendingSince, (DateTimeOffset?)null)));
        portal.Services.GetRequiredService<AuthPortal.Clients.ClientRegistry>().Forget(client["client_id"]!);
        (await TokenAsync(registrant, client)).Ok();
    }

    [Fact]
    public async Task Under_open_it_works_at_once()
    {
        await using var portal = Portal("open");
        using var registrant = new Registrant(portal);
        var client = await registrant.RegisterAsync(new { client_name = "Robot", grant_types = new[] { "client_credentials" } });
        (await TokenAsync(registrant, client)).Ok();
    }

    [Fact]
    public async Task S3_under_token_an_initial_access_token_is_needed_and_used_up()
    {
        await using var portal = Portal("token");
        using var registrant = new Registrant(portal);
        var token = Secrets.Generate();
        await portal.WriteAsync(db =>
        {
            db.InitialAccessTokens.Add(new InitialAccessToken
            {
                Id = Guid.CreateVersion7(),
                Hash = Secrets.Hash(token),
                Name = "one",
                ExpiresAt = portal.Clock.GetUtcNow().AddDays(1),
                UsesLeft = 1,
            });
            return Task.CompletedTask;
        });
        (await registrant.RegisterAsync(Registrant.Public)).Refused("invalid_token", 401);
        (await registrant.RegisterAsync(Registrant.Public, "wrong")).Refused("invalid_token", 401);
        Assert.Equal(0, await CountAsync(portal));
        Assert.Equal(201, (await registrant.RegisterAsync(Registrant.Public, token)).Status);
        (await registrant.RegisterAsync(Registrant.Public, token)).Refused("invalid_token", 401);
        Assert.Equal(1, await CountAsync(portal));
    }

    [Fact]
    public async Task Off_means_that_there_is_no_such_endpoint()
    {
        await using var portal = Portal("off");
        using var registrant = new Registrant(portal);
        Assert.Equal(404, (await registrant.RegisterAsync(Registrant.Public)).Status);
        var metadata = await registrant.Http.GetFromJsonAsync<JsonElement>("/.well-known/oauth-authorization-server");
        Assert.False(metadata.TryGetProperty("registration_endpoint", out _));
        Assert.Equal(0, await CountAsync(portal));
    }

    [Theory]
    [InlineData("""{}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["https://a.test/cb#x"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["http://a.test/cb"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["javascript:alert(1)"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["https://*.a.test/cb"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":"https://a.test/cb"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":[1]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"client_name":7}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"scope":"unheard.of"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"grant_types":["password"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"logo_uri":"http://a.test/l"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"token_endpoint_auth_method":"private_key_jwt"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"jwks":{"keys":[]}}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"software_statement":"x"}""", "invalid_software_statement")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"id_token_encrypted_response_alg":"RSA1_5"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"],"redirect_uris":["https://b.test/cb"]}""", "invalid_request")]
    [InlineData("""[]""", "invalid_request")]
    [InlineData("""{""", "invalid_request")]
    public async Task S3_2_2_what_is_wrong_is_refused_and_nothing_is_stored(string body, string error)
    {
        await using var portal = Portal("open");
        using var registrant = new Registrant(portal);
        (await registrant.SendAsync(HttpMethod.Post, "/register", body, token: null)).Refused(error);
        Assert.Equal(0, await CountAsync(portal));
    }

    [Fact]
    public async Task S3_1_another_content_type_and_a_long_body_are_refused()
    {
        await using var portal = Portal("open");
        using var registrant = new Registrant(portal);
        (await registrant.SendAsync(HttpMethod.Post, "/register", "{}", null, "text/plain")).Refused("invalid_request");
        var body = JsonSerializer.Serialize(new { client_name = new string('x', 70_000) });
        (await registrant.SendAsync(HttpMethod.Post, "/register", body, null)).Refused("invalid_request", 413);
    }

    [Fact]
    public async Task Nobody_registers_their_own_skip_of_consent()
    {
        await using var portal = Portal("open");
        using var registrant = new Registrant(portal);
        var client = await registrant.RegisterAsync(
            new { client_name = "Sly", redirect_uris = new[] { Registrant.Callback }, skip_consent = true });
        Assert.Null(client["skip_consent"]);
        Assert.Null((await portal.ReadAsync(db => db.Clients.SingleAsync())).Metadata.SkipConsent);
    }

    [Fact]
    public async Task One_address_registers_only_so_many_in_an_hour()
    {
        await using var portal = Portal("open");
        using var registrant = new Registrant(portal);
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(201, (await registrant.RegisterAsync(Registrant.Public)).Status);
        }

        var refused = (await registrant.RegisterAsync(Registrant.Public)).Refused("temporarily_unavailable", 429);
        Assert.Equal(TimeSpan.FromHours(1), refused.Headers.RetryAfter?.Delta);
        portal.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(201, (await registrant.RegisterAsync(Registrant.Public)).Status);
    }

    private static Portal Portal(string policy) => new() { Settings = { ["OAuth:DynamicRegistration"] = policy } };

    private static Task<int> CountAsync(Portal portal) => portal.ReadAsync(db => db.Clients.CountAsync());

    private static async Task<Answer> TokenAsync(Registrant registrant, Answer client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
        };
        request.Headers.Authorization = AppScene.Basic(client["client_id"]!, client["client_secret"]!);
        return await Answer.OfAsync(await registrant.Http.SendAsync(request));
    }
}
