using System.Text.Json;
using AuthPortal.Clients.Registration;
using AuthPortal.Protocol;

namespace AuthPortal.Tests.Clients;

public sealed class RegistrationRulesTests
{
    private static readonly ScopeSet Known = ScopeSet.Parse("openid profile email offline_access notes.read");

    private const string Good = """
        "client_name": "Notes", "redirect_uris": ["https://notes.test/cb"], "scope": "openid profile notes.read"
        """;

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "client_name": "메모장 – Notes №1 🗒" }""")]
    [InlineData("""{ "redirect_uris": ["http://localhost:5000/cb", "http://127.0.0.1/cb", "http://[::1]/cb"] }""")]
    [InlineData("""{ "application_type": "native", "redirect_uris": ["com.example.notes:/cb"] }""")]
    [InlineData("""{ "application_type": "web", "response_types": ["code"], "grant_types": ["authorization_code"] }""")]
    [InlineData("""{ "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"] }""")]
    [InlineData("""{ "grant_types": ["client_credentials"], "redirect_uris": null }""")]
    [InlineData("""{ "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [] }""")]
    [InlineData("""{ "optional_scopes": "notes.read profile" }""")]
    [InlineData("""{ "client_uri": "https://notes.test/#about", "logo_uri": "https://notes.test/logo.png" }""")]
    [InlineData("""{ "contacts": ["dev@notes.test", "ops+x@notes.test"] }""")]
    [InlineData("""{ "id_token_signed_response_alg": "RS256", "access_token_format": "opaque" }""")]
    [InlineData("""{ "access_token_lifetime": 60, "refresh_token_lifetime": 31536000, "default_max_age": 0 }""")]
    [InlineData("""{ "access_token_lifetime": 864000 }""")]
    [InlineData("""{ "dpop_bound_access_tokens": false, "require_pushed_authorization_requests": true }""")]
    [InlineData("""{ "subject_type": "public", "require_auth_time": true, "software_id": "x", "jwks": null }""")]
    [InlineData("""{ "skip_consent": false, "something_unknown": { "is": "ignored" }, "request_uris": [] }""")]
    [InlineData("""{ "post_logout_redirect_uris": ["https://notes.test/bye", "http://localhost/bye"] }""")]
    public void These_may_be_registered(string changes) => Assert.Empty(Check(changes));

    [Theory]
    [InlineData("""{ "client_name": null }""", "client_name", "NameMissing")]
    [InlineData("""{ "client_name": "  " }""", "client_name", "NameMissing")]
    [InlineData("""{ "client_name": "a\u0000b" }""", "client_name", "NameInvisible")]
    [InlineData("""{ "client_name": "a\nb" }""", "client_name", "NameInvisible")]
    [InlineData("""{ "client_name": "Bank\u202Eknab" }""", "client_name", "NameInvisible")]
    [InlineData("""{ "client_name": "Ba\u200Bnk" }""", "client_name", "NameInvisible")]
    [InlineData("""{ "client_name": "Bank\u2066" }""", "client_name", "NameInvisible")]
    [InlineData("""{ "client_name": "Bank\uFEFF" }""", "client_name", "NameInvisible")]
    [InlineData("""{ "client_uri": "http://notes.test/" }""", "client_uri", "LinkNotHttps")]
    [InlineData("""{ "logo_uri": "data:image/png;base64,AAAA" }""", "logo_uri", "LinkNotHttps")]
    [InlineData("""{ "tos_uri": "javascript:alert(1)" }""", "tos_uri", "LinkNotHttps")]
    [InlineData("""{ "policy_uri": "notes.test/privacy" }""", "policy_uri", "LinkMalformed")]
    [InlineData("""{ "policy_uri": "https://u@notes.test/" }""", "policy_uri", "LinkMalformed")]
    [InlineData("""{ "contacts": ["dev@notes.test", "no mail"] }""", "contacts[1]", "ContactMalformed")]
    [InlineData("""{ "contacts": [null] }""", "contacts[0]", "ContactMalformed")]
    [InlineData("""{ "software_id": "a\u0007" }""", "software_id", "TextInvisible")]
    [InlineData("""{ "redirect_uris": null }""", "redirect_uris", "RedirectMissing")]
    [InlineData("""{ "redirect_uris": [] }""", "redirect_uris", "RedirectMissing")]
    [InlineData("""{ "redirect_uris": [null] }""", "redirect_uris[0]", "UriNotAbsolute")]
    [InlineData("""{ "redirect_uris": ["/cb"] }""", "redirect_uris[0]", "UriNotAbsolute")]
    [InlineData("""{ "redirect_uris": ["https://a.test/", "http://a.test/"] }""", "redirect_uris[1]", "UriPlainHttp")]
    [InlineData("""{ "redirect_uris": ["https://a.test/", "https://a.test/"] }""", "redirect_uris[1]", "Duplicate")]
    [InlineData("""{ "redirect_uris": ["https://a.test/#x"] }""", "redirect_uris[0]", "UriFragment")]
    [InlineData("""{ "redirect_uris": ["https://*.a.test/"] }""", "redirect_uris[0]", "UriWildcard")]
    [InlineData("""{ "redirect_uris": ["https://u@a.test/"] }""", "redirect_uris[0]", "UriUserInfo")]
    [InlineData("""{ "redirect_uris": ["https://a.test/ b"] }""", "redirect_uris[0]", "UriBadCharacter")]
    [InlineData("""{ "redirect_uris": ["javascript:x"] }""", "redirect_uris[0]", "UriDangerousScheme")]
    [InlineData("""{ "redirect_uris": ["com.example:/cb"] }""", "redirect_uris[0]", "UriSchemeNeedsNative")]
    [InlineData(
        """{ "application_type": "native", "redirect_uris": ["notes:/cb"] }""",
        "redirect_uris[0]",
        "UriSchemeWithoutDomain")]
    [InlineData(
        """{ "post_logout_redirect_uris": ["http://notes.test/bye"] }""",
        "post_logout_redirect_uris[0]",
        "UriPlainHttp")]
    [InlineData("""{ "token_endpoint_auth_method": "private_key_jwt" }""", "jwks", "KeysMissing")]
    [InlineData("""{ "token_endpoint_auth_method": "client_secret_saml" }""", "token_endpoint_auth_method", "AuthMethodNotSupported")]
    [InlineData("""{ "token_endpoint_auth_method": "" }""", "token_endpoint_auth_method", "AuthMethodNotSupported")]
    [InlineData("""{ "application_type": "desktop" }""", "application_type", "ApplicationTypeNotSupported")]
    [InlineData("""{ "grant_types": [] }""", "grant_types", "GrantMissing")]
    [InlineData("""{ "grant_types": ["authorization_code", "implicit"] }""", "grant_types[1]", "GrantNotSupported")]
    [InlineData("""{ "grant_types": ["authorization_code", "password"] }""", "grant_types[1]", "GrantNotSupported")]
    [InlineData("""{ "grant_types": ["authorization_code", null] }""", "grant_types[1]", "GrantNotSupported")]
    [InlineData("""{ "grant_types": ["refresh_token"] }""", "grant_types", "RefreshNeedsCode")]
    [InlineData(
        """{ "grant_types": ["client_credentials"], "token_endpoint_auth_method": "none" }""",
        "grant_types",
        "MachineNeedsSecret")]
    [InlineData("""{ "response_types": ["code", "token"] }""", "response_types[1]", "ResponseNotSupported")]
    [InlineData("""{ "response_types": ["code id_token"] }""", "response_types[0]", "ResponseNotSupported")]
    [InlineData("""{ "response_types": [] }""", "response_types", "ResponseNeedsGrant")]
    [InlineData(
        """{ "grant_types": ["client_credentials"], "response_types": ["code"] }""",
        "response_types",
        "ResponseNeedsGrant")]
    [InlineData("""{ "scope": "openid notes.delete" }""", "scope", "ScopeUnknown")]
    [InlineData("""{ "scope": "openid \"quoted\"" }""", "scope", "ScopeMalformed")]
    [InlineData("""{ "scope": "openid\nprofile" }""", "scope", "ScopeMalformed")]
    [InlineData("""{ "optional_scopes": "email" }""", "optional_scopes", "OptionalNotInScope")]
    [InlineData("""{ "optional_scopes": "openid" }""", "optional_scopes", "OptionalOpenId")]
    [InlineData("""{ "id_token_signed_response_alg": "none" }""", "id_token_signed_response_alg", "AlgorithmNotSupported")]
    [InlineData("""{ "id_token_signed_response_alg": "HS256" }""", "id_token_signed_response_alg", "AlgorithmNotSupported")]
    [InlineData("""{ "subject_type": "ephemeral" }""", "subject_type", "SubjectTypeNotSupported")]
    [InlineData("""{ "default_max_age": -1 }""", "default_max_age", "MaxAgeNegative")]
    [InlineData("""{ "access_token_format": "paseto" }""", "access_token_format", "FormatNotSupported")]
    [InlineData("""{ "access_token_lifetime": 59 }""", "access_token_lifetime", "AccessLifetimeRange")]
    [InlineData("""{ "access_token_lifetime": 864001 }""", "access_token_lifetime", "AccessLifetimeRange")]
    [InlineData("""{ "refresh_token_lifetime": 0 }""", "refresh_token_lifetime", "RefreshLifetimeRange")]
    [InlineData("""{ "refresh_token_lifetime": 31536001 }""", "refresh_token_lifetime", "RefreshLifetimeRange")]
    [InlineData("""{ "skip_consent": true }""", "skip_consent", "AdministratorOnly")]
    [InlineData("""{ "jwks": { "keys": [] } }""", "jwks", "KeysUnusable")]
    [InlineData("""{ "jwks_uri": "http://notes.test/jwks" }""", "jwks_uri", "LinkNotHttps")]
    [InlineData("""{ "sector_identifier_uri": "http://a.test" }""", "sector_identifier_uri", "LinkNotHttps")]
    [InlineData(
        """{ "initiate_login_uri": "https://app.example.test/go#x" }""",
        "initiate_login_uri",
        "LinkNotHttps")]
    [InlineData("""{ "userinfo_signed_response_alg": "RS512" }""", "userinfo_signed_response_alg", "AlgorithmNotSupported")]
    [InlineData("""{ "id_token_encrypted_response_alg": "RSA-OAEP" }""", "id_token_encrypted_response_alg", "NotSupportedYet")]
    public void These_are_refused(string changes, string where, string rule)
    {
        var violation = Assert.Single(Check(changes));
        Assert.Equal(rule, violation.Rule);
        Assert.StartsWith(where + " ", violation.Description, StringComparison.Ordinal);
        Assert.Equal(
            where.StartsWith("redirect_uris", StringComparison.Ordinal) ? "invalid_redirect_uri" : "invalid_client_metadata",
            violation.Code);
        Assert.All(violation.Description, c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public void Long_values_are_refused()
    {
        Assert.Equal(["NameTooLong"], Rules(new() { ClientName = new string('a', 81) }));
        Assert.Equal(["UriTooLong"], Rules(new() { RedirectUris = ["https://a.test/" + new string('a', 2000)] }));
        Assert.Equal(["ScopeMalformed"], Rules(new() { Scope = string.Concat(Enumerable.Repeat("openid ", 300)) }));
        Assert.Equal(["TextTooLong"], Rules(new() { SoftwareVersion = new string('1', 201) }));
    }

    [Fact]
    public void Long_lists_are_refused()
    {
        string[] uris = [.. Enumerable.Range(0, 21).Select(i => $"https://a.test/{i}")];
        Assert.Empty(Rules(new() { RedirectUris = uris[..20] }));
        Assert.Equal(["TooMany"], Rules(new() { RedirectUris = uris }));
        Assert.Equal(["TooMany"], Rules(new() { PostLogoutRedirectUris = uris }));
        Assert.Equal(["TooMany"], Rules(new() { Contacts = [.. Enumerable.Repeat("a@b.test", 11)] }));
    }

    [Fact]
    public void Only_an_administrator_skips_consent_and_an_owner_may_leave_it()
    {
        var metadata = Read("""{ "skip_consent": true }""");
        Assert.Empty(RegistrationRules.Check(metadata, new RegistrationContext(true, Known)));
        Assert.Empty(RegistrationRules.Check(metadata, new RegistrationContext(false, Known, metadata)));
        Assert.NotEmpty(RegistrationRules.Check(metadata, new RegistrationContext(false, Known, new ClientMetadata())));
    }

    [Fact]
    public void Several_violations_are_all_told()
        => Assert.Equal(
            ["NameMissing", "UriPlainHttp", "ScopeUnknown"],
            Check("""{ "client_name": "", "redirect_uris": ["http://a.test"], "scope": "x" }""").Select(v => v.Rule));

    [Fact]
    public void Metadata_is_tidied_before_it_is_stored()
    {
        var tidy = RegistrationRules.Tidy(new ClientMetadata
        {
            ClientName = "  Notes ",
            LogoUri = " ",
            Contacts = [],
            GrantTypes = ["client_credentials"],
            Scope = " notes.read  notes.read ",
            OptionalScopes = " ",
            SkipConsent = false,
        });
        Assert.Equal("Notes", tidy.ClientName);
        Assert.Null(tidy.LogoUri);
        Assert.Null(tidy.Contacts);
        Assert.Empty(tidy.ResponseTypes!);
        Assert.Equal("notes.read", tidy.Scope);
        Assert.Null(tidy.OptionalScopes);
        Assert.Null(tidy.SkipConsent);
    }

    private static IEnumerable<string> Rules(ClientMetadata changes) => RegistrationRules
        .Check(
            changes with
            {
                ClientName = changes.ClientName ?? "Notes",
                RedirectUris = changes.RedirectUris ?? ["https://notes.test/cb"],
            },
            new RegistrationContext(false, Known))
        .Select(v => v.Rule);

    private static IReadOnlyList<RuleViolation> Check(string changes)
        => RegistrationRules.Check(Read(changes), new RegistrationContext(false, Known));

    /// <summary>The good example with some members replaced.</summary>
    private static ClientMetadata Read(string changes)
    {
        var good = System.Text.Json.Nodes.JsonNode.Parse($"{{{Good}}}")!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(changes)!.AsObject())
        {
            good[name] = value?.DeepClone();
        }

        return good.Deserialize(ClientMetadataJson.Default.ClientMetadata)!;
    }
}
