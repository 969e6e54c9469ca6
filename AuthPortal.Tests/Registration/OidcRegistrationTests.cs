using System.Text.Json.Nodes;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Registration;

/// <summary>
/// OpenID Connect Dynamic Client Registration §2 and §3, and RFC 7591 §2 and §5: what must not be registered is not, and
/// leaves nothing.
/// </summary>
public sealed class OidcRegistrationTests(OidcRegistrationTests.OpenPortal portal) : IClassFixture<OidcRegistrationTests.OpenPortal>
{
    private const string Keys = """{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}""";

    /// <summary>A browser's implicit app on a machine's own port gets its tokens where any program may listen.</summary>
    [Theory]
    [InlineData("http://localhost/cb", "web", "invalid_redirect_uri")]
    [InlineData("https://localhost/cb", "web", "invalid_redirect_uri")]
    [InlineData("http://127.0.0.1:8080/cb", null, "invalid_redirect_uri")]
    [InlineData("https://[::1]/cb", null, "invalid_redirect_uri")]
    [InlineData("http://app.example.test/cb", null, "invalid_redirect_uri")]
    [InlineData("https://app.example.test/cb", "web", null)]
    [InlineData("http://127.0.0.1/cb", "native", null)]
    public async Task S2_a_web_client_of_the_implicit_grant_has_https_addresses_that_are_not_localhost(
        string redirectUri,
        string? type,
        string? error)
    {
        var metadata = new JsonObject
        {
            ["redirect_uris"] = new JsonArray(redirectUri),
            ["grant_types"] = new JsonArray("implicit"),
            ["response_types"] = new JsonArray("id_token"),
        };
        if (type is not null)
        {
            metadata["application_type"] = type;
        }

        await JudgeAsync(metadata, error);
    }

    [Theory]
    [InlineData("jwks_uri", "\"https://app.example.test/jwks\"")]
    [InlineData("jwks_uri", "\"http://app.example.test/jwks\"")]
    [InlineData("jwks", """{"keys":[{"kty":"oct","k":"AAAA"}]}""")]
    [InlineData("jwks", """{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]}""")]
    [InlineData("id_token_signed_response_alg", "\"none\"")]
    [InlineData("id_token_signed_response_alg", "\"HS256\"")]
    [InlineData("userinfo_signed_response_alg", "\"HS256\"")]
    [InlineData("authorization_signed_response_alg", "\"none\"")]
    [InlineData("introspection_signed_response_alg", "\"none\"")]
    [InlineData("request_object_signing_alg", "\"HS256\"")]
    [InlineData("token_endpoint_auth_signing_alg", "\"none\"")]
    [InlineData("id_token_encrypted_response_alg", "\"RSA-OAEP\"")]
    [InlineData("request_uris", "[\"http://app.example.test/request\"]")]
    [InlineData("initiate_login_uri", "\"http://app.example.test/login\"")]
    [InlineData("sector_identifier_uri", "\"http://app.example.test/sector\"")]
    [InlineData("subject_type", "\"ephemeral\"")]
    [InlineData("application_type", "\"desktop\"")]
    [InlineData("default_max_age", "-1")]
    [InlineData("default_max_age", "\"60\"")]
    [InlineData("response_types", "[\"code\",\"token\"]")]
    [InlineData("response_types", "[\"none\"]")]
    [InlineData("grant_types", "[\"client_credentials\",\"implicit\"]")]
    [InlineData("post_logout_redirect_uris", "[\"javascript:alert(1)\"]")]
    [InlineData("post_logout_redirect_uris", "[\"https://app.example.test/out#x\"]")]
    [InlineData("backchannel_logout_uri", "\"https://app.example.test/out#x\"")]
    [InlineData("backchannel_logout_uri", "\"http://app.example.test/out\"")]
    [InlineData("backchannel_logout_uri", "\"/out\"")]
    [InlineData("frontchannel_logout_uri", "\"https://other.example.test/out\"")]
    [InlineData("frontchannel_logout_uri", "\"https://app.example.test:444/out\"")]
    [InlineData("frontchannel_logout_uri", "\"http://app.example.test/out\"")]
    [InlineData("frontchannel_logout_uri", "\"https://app.example.test/out#x\"")]
    [InlineData("authorization_details_types", "[\"unheard-of\"]")]
    [InlineData("logo_uri", "\"javascript:alert(1)\"")]
    [InlineData("client_uri", "\"data:text/html,x\"")]
    [InlineData("token_exchange_audiences", "[\"https://api.example.test\"]")]
    [InlineData("token_exchange_impersonation", "true")]
    public async Task S2_a_member_that_must_not_be_so_is_invalid_client_metadata(string member, string value)
    {
        var metadata = new JsonObject { ["redirect_uris"] = new JsonArray("https://app.example.test/cb"), ["jwks"] = JsonNode.Parse(Keys) };
        metadata[member] = JsonNode.Parse(value);
        if (member is not ("jwks_uri" or "jwks"))
        {
            metadata.Remove("jwks");
        }

        await JudgeAsync(metadata, "invalid_client_metadata");
    }

    /// <summary>JSON lets a null stand where a text belongs.</summary>
    [Theory]
    [InlineData("redirect_uris")]
    [InlineData("post_logout_redirect_uris")]
    [InlineData("grant_types")]
    [InlineData("response_types")]
    [InlineData("contacts")]
    [InlineData("request_uris")]
    [InlineData("authorization_details_types")]
    [InlineData("token_exchange_audiences")]
    public async Task S3_3_a_null_in_a_list_is_an_error_of_the_client_and_none_of_the_server(string member)
    {
        foreach (var profile in new[] { null, "fapi2" })
        {
            var metadata = new JsonObject { ["redirect_uris"] = new JsonArray("https://app.example.test/cb"), ["profile"] = profile };
            metadata[member] = new JsonArray((JsonNode?)null);
            await JudgeAsync(metadata, member == "redirect_uris" ? "invalid_redirect_uri" : "invalid_client_metadata");
        }
    }

    [Fact]
    public async Task Rfc7591_S2_a_member_that_nobody_knows_is_ignored_and_not_returned()
    {
        using var registrant = new Registrant(portal);
        var answer = await registrant.RegisterAsync(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["redirect_uris"] = new[] { "https://app.example.test/cb" },
            ["client_name#ko"] = "앱",
            ["unheard_of"] = new { deep = true },
            ["client_id"] = "of-my-choice",
            ["client_secret"] = "of-my-choice",
            ["registration_access_token"] = "of-my-choice",
        });
        Assert.Equal(201, answer.Status);
        Assert.Null(answer["unheard_of"]);
        Assert.DoesNotContain("of-my-choice", answer.Body, StringComparison.Ordinal);
    }

    private async Task JudgeAsync(JsonObject metadata, string? error)
    {
        using var registrant = new Registrant(portal);
        var before = await Rows.CountAsync(portal);
        var answer = await registrant.SendAsync(HttpMethod.Post, "/register", metadata.ToJsonString(), token: null);
        if (error is null)
        {
            Assert.True(answer.Status == 201, answer.Body);
            return;
        }

        answer.Refused(error);
        Assert.Null(answer["client_id"]);
        Assert.Equal(before, await Rows.CountAsync(portal));
        portal.Clock.Advance(TimeSpan.FromHours(1));
    }

    /// <summary>Where anybody may register for anything.</summary>
    public sealed class OpenPortal : Portal
    {
        public OpenPortal()
        {
            Settings["OAuth:LegacyGrants"] = "true";
            Settings["OAuth:DynamicRegistration"] = "open";
        }
    }
}
