using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Registration;

/// <summary>RFC 7591 §2.3, §3.1.1 and §3.2.2: the word of a trusted issuer counts, and nobody else's.</summary>
public sealed class SoftwareStatementTests : IAsyncLifetime
{
    private const string Publisher = "https://publisher.example.test";
    private const string Remote = "https://remote.example.test";

    private readonly ClientSigner _key = new();
    private readonly ClientSigner _remoteKey = new("RS256");
    private RemoteServer _server = null!;
    private RemotePortal _portal = null!;
    private Registrant _registrant = null!;

    public async Task InitializeAsync()
    {
        _server = await RemoteServer.StartAsync();
        _server.Json("/keys", () => _remoteKey.Jwks.GetRawText());
        _portal = new RemotePortal(_server.Policy)
        {
            Settings =
            {
                ["OAuth:DynamicRegistration"] = "open",
                ["OAuth:SoftwareStatementIssuers:0:Issuer"] = Publisher,
                ["OAuth:SoftwareStatementIssuers:0:Jwks"] = _key.Jwks.GetRawText(),
                ["OAuth:SoftwareStatementIssuers:1:Issuer"] = Remote,
                ["OAuth:SoftwareStatementIssuers:1:JwksUri"] = _server.Url("/keys"),
            },
        };
        _registrant = new Registrant(_portal);
    }

    public async Task DisposeAsync()
    {
        _registrant.Dispose();
        _key.Dispose();
        _remoteKey.Dispose();
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task S3_1_1_what_the_statement_says_counts_whatever_stands_beside_it()
    {
        var statement = _key.Sign(Statement());
        var client = await RegisterAsync(statement);
        Assert.Equal(201, client.Status);
        Assert.Equal(("Vouched", "v-1", statement), (client["client_name"], client["software_id"], client["software_statement"]));
        Assert.Equal("[\"https://vouched.example.test/cb\"]", client.Json.GetProperty("redirect_uris").GetRawText());
        var stored = (await _portal.ReadAsync(db => db.Clients.SingleAsync())).Metadata;
        Assert.Equal(["https://vouched.example.test/cb"], stored.RedirectUris);
        Assert.Equal("https://beside.example.test/", stored.ClientUri);
    }

    [Fact]
    public async Task Keys_by_address_are_fetched()
        => Assert.Equal(201, (await RegisterAsync(_remoteKey.Sign(Statement(s => s["iss"] = Remote)))).Status);

    [Fact]
    public async Task S2_3_a_statement_decides_nothing_that_an_administrator_decides()
    {
        var client = await RegisterAsync(_key.Sign(Statement(s =>
        {
            s["skip_consent"] = true;
            s["client_id"] = "chosen";
            s["client_secret"] = "chosen";
        })));
        Assert.NotEqual("chosen", client["client_id"]);
        Assert.NotEqual("chosen", client["client_secret"]);
        Assert.Null((await _portal.ReadAsync(db => db.Clients.SingleAsync())).Metadata.SkipConsent);
    }

    [Fact]
    public async Task The_rules_hold_for_what_it_says()
    {
        (await RegisterAsync(_key.Sign(Statement(s => s["redirect_uris"] = new JsonArray("http://vouched.example.test/cb")))))
            .Refused("invalid_redirect_uri");
        await NothingAsync();
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "unknown issuer", "unapproved_software_statement" },
        { "no issuer", "unapproved_software_statement" },
        { "another issuer's key", "invalid_software_statement" },
        { "foreign key", "invalid_software_statement" },
        { "unsigned", "invalid_software_statement" },
        { "hmac with the public key", "invalid_software_statement" },
        { "changed", "invalid_software_statement" },
        { "expired", "invalid_software_statement" },
        { "not yet", "invalid_software_statement" },
        { "wrong type", "invalid_software_statement" },
        { "no jwt", "invalid_software_statement" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task S3_2_2_what_does_not_hold_is_refused_and_nothing_is_stored(string how, string error)
    {
        (await RegisterAsync(Spoilt(how))).Refused(error);
        await NothingAsync();
    }

    [Fact]
    public async Task Without_a_trusted_issuer_no_statement_counts()
    {
        await using var portal = new Portal { Settings = { ["OAuth:DynamicRegistration"] = "open" } };
        using var registrant = new Registrant(portal);
        (await RegisterAsync(_key.Sign(Statement()), registrant)).Refused("unapproved_software_statement");
        Assert.Equal(0, await portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task Rfc7592_S2_2_a_change_is_held_to_the_statement_that_it_brings()
    {
        var client = await RegisterAsync(_key.Sign(Statement()));
        var changed = await _registrant.SendAsync(
            HttpMethod.Put,
            new Uri(client["registration_client_uri"]!).PathAndQuery,
            JsonSerializer.Serialize(new
            {
                client_id = client["client_id"],
                client_name = "Mine",
                redirect_uris = new[] { "https://mine.example.test/cb" },
                software_statement = client["software_statement"],
            }),
            client["registration_access_token"]);
        Assert.Equal((200, "Vouched"), (changed.Status, changed["client_name"]));
    }

    private string Spoilt(string how)
    {
        using var stranger = new ClientSigner();
        var good = _key.Sign(Statement());
        var now = _portal.Clock.GetUtcNow().ToUnixTimeSeconds();
        return how switch
        {
            "unknown issuer" => _key.Sign(Statement(s => s["iss"] = "https://other.example.test")),
            "no issuer" => _key.Sign(Statement(s => s.Remove("iss"))),
            "another issuer's key" => _key.Sign(Statement(s => s["iss"] = Remote)),
            "foreign key" => stranger.Sign(Statement()),
            "unsigned" => $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{good.Split('.')[1]}.",
            "hmac with the public key" => Hmac(good),
            "changed" => $"{good.Split('.')[0]}.{Base64UrlEncoder.Encode(Statement(s => s["client_name"] = "Other").ToJsonString())}.{good.Split('.')[2]}",
            "expired" => _key.Sign(Statement(s => s["exp"] = now - 1)),
            "not yet" => _key.Sign(Statement(s => s["nbf"] = now + 60)),
            "wrong type" => _key.Sign(Statement(s => s["redirect_uris"] = 7)),
            _ => "eyJ",
        };
    }

    private string Hmac(string good)
    {
        var signed = $"{Base64UrlEncoder.Encode($"{{\"alg\":\"HS256\",\"kid\":\"{_key.KeyId}\"}}")}.{good.Split('.')[1]}";
        var key = System.Text.Encoding.UTF8.GetBytes(_key.Jwk.ToJsonString());
        var octets = System.Security.Cryptography.HMACSHA256.HashData(key, System.Text.Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64UrlEncoder.Encode(octets)}";
    }

    private static JsonObject Statement(Action<JsonObject>? change = null)
    {
        var statement = new JsonObject
        {
            ["iss"] = Publisher,
            ["software_id"] = "v-1",
            ["client_name"] = "Vouched",
            ["redirect_uris"] = new JsonArray("https://vouched.example.test/cb"),
        };
        change?.Invoke(statement);
        return statement;
    }

    private Task<Answer> RegisterAsync(string statement, Registrant? registrant = null)
        => (registrant ?? _registrant).RegisterAsync(new
        {
            client_name = "Beside",
            client_uri = "https://beside.example.test/",
            redirect_uris = new[] { "https://beside.example.test/cb" },
            software_statement = statement,
        });

    private async Task NothingAsync() => Assert.Equal(0, await _portal.ReadAsync(db => db.Clients.CountAsync()));
}
