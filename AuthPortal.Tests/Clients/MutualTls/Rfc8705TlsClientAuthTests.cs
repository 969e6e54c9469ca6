using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Clients.MutualTls;

/// <summary>RFC 8705 §2.1: tls_client_auth, over real connections.</summary>
public sealed class Rfc8705TlsClientAuthTests(MutualTlsPortal portal) : IClassFixture<MutualTlsPortal>
{
    public static TheoryData<string, string, string> Named => new()
    {
        { "dn", "CN=client", "CN=client" },
        { "dn", "CN=client,O=Example,C=KR", "CN=client, O=Example, C=KR" },
        { "dn", "cn = client , o=Example", "CN=client, O=Example" },
        { "dn", @"CN=client,O=Example\, Inc.", "CN=client, O=\"Example, Inc.\"" },
        { "dn", @"CN=client,O=Example\2C\20Inc.", "CN=client, O=\"Example, Inc.\"" },
        { "dn", @"CN=\ec\95\b1,2.5.4.10=Example", "CN=앱, O=Example" },
        { "dns", "app.example.test", "dns:app.example.test" },
        { "dns", "APP.example.test", "dns:other.example.test dns:app.example.test" },
        { "uri", "https://app.example.test/a", "uri:https://app.example.test/a" },
        { "uri", "spiffe://example.test/app", "dns:app.example.test uri:spiffe://example.test/app" },
        { "ip", "192.0.2.7", "ip:192.0.2.7" },
        { "ip", "2001:db8::7", "ip:2001:0db8:0:0::7" },
        { "email", "app@example.test", "email:app@EXAMPLE.test" },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public async Task Section_2_1_2_the_registered_name_in_a_certificate_of_the_authority_proves_the_client(
        string kind,
        string registered,
        string certified)
    {
        using var certificate = Certify(portal.TrustedAuthority, certified);
        var app = await AppAsync(certificate, kind, registered);
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        Assert.NotNull(tokens["access_token"]);
        (await app.RefreshAsync(tokens["refresh_token"]!)).Ok();
    }

    public static TheoryData<string, string, string> NamedOtherwise => new()
    {
        { "dn", "CN=client", "CN=client2" },
        { "dn", "CN=client", "CN=Client" },
        { "dn", "CN=client", "CN=client, O=Example" },
        { "dn", "CN=client,O=Example", "CN=client" },
        { "dn", "CN=client,O=Example", "O=Example, CN=client" },
        { "dn", "CN=client,O=Example", "CN=\"client,O=Example\"" },
        { "dn", "CN=client,O=Example", "O=client, O=Example" },
        { "dn", "client", "CN=client" },
        { "dn", "CN=client,", "CN=client" },
        { "dn", "app.example.test", "dns:app.example.test" },
        { "dns", "app.example.test", "CN=app.example.test" },
        { "dns", "app.example.test", "dns:evil.app.example.test" },
        { "dns", "app.example.test", "dns:*.example.test" },
        { "dns", "app.example.test", "dns:app.example.test.evil.test" },
        { "dns", "app.example.test", "uri:https://app.example.test" },
        { "uri", "https://app.example.test/a", "uri:https://app.example.test/A" },
        { "uri", "https://app.example.test", "uri:https://app.example.test/" },
        { "ip", "192.0.2.7", "ip:192.0.2.8" },
        { "ip", "192.0.2.7", "ip:::ffff:192.0.2.7" },
        { "ip", "192.0.2.7", "dns:192.0.2.7" },
        { "email", "app@example.test", "email:App@example.test" },
        { "email", "app@example.test", "email:app@example.test.evil.test" },
        { "email", "app@example.test", "CN=app@example.test" },
    };

    [Theory]
    [MemberData(nameof(NamedOtherwise))]
    public async Task Section_2_1_2_another_name_is_refused(string kind, string registered, string certified)
    {
        using var certificate = Certify(portal.TrustedAuthority, certified);
        await IsRefusedAsync(await AppAsync(certificate, kind, registered));
    }

    [Fact]
    public async Task Section_2_1_an_authority_that_nobody_configured_is_refused()
    {
        using var impostor = new Authority();
        using var certificate = Certify(impostor, "CN=client");
        await IsRefusedAsync(await AppAsync(certificate, "dn", "CN=client"));
    }

    [Fact]
    public async Task Section_2_1_a_certificate_that_signed_itself_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Authority.SelfSigned(key, "CN=client");
        await IsRefusedAsync(await AppAsync(certificate, "dn", "CN=client"));
    }

    [Fact]
    public async Task Section_2_1_an_authority_below_a_configured_one_may_issue_and_a_clients_certificate_may_not()
    {
        using var issued = Certify(portal.Intermediate, "CN=client");
        var app = await AppAsync(issued, "dn", "CN=client");
        (await app.RedeemAsync(await app.CodeAsync())).Ok();

        await using var careless = MutualTlsPortal.With();
        using var client = careless.TrustedAuthority.Below(mayIssue: false);
        await File.AppendAllTextAsync(Path.Combine(careless.Folder, "authorities.pem"), client.Pem);
        using var forged = Certify(client, "CN=client");
        await IsRefusedAsync(await AppAsync(forged, "dn", "CN=client", careless));
    }

    [Theory]
    [InlineData(-20, -1)]
    [InlineData(1, 20)]
    public async Task Section_7_3_a_certificate_out_of_its_time_is_refused(int from, int to)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = portal.TrustedAuthority.Issue(from: now.AddDays(from), to: now.AddDays(to));
        await IsRefusedAsync(await AppAsync(certificate, "dn", "CN=client"));
    }

    [Fact]
    public async Task Section_7_3_a_certificate_that_is_not_made_for_proving_a_client_is_refused()
    {
        using var server = portal.TrustedAuthority.Issue(usage: Authority.ForServers);
        await IsRefusedAsync(await AppAsync(server, "dn", "CN=client"));
        using var forDocuments = portal.TrustedAuthority.Issue(change: request => request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.NonRepudiation, critical: true)));
        await IsRefusedAsync(await AppAsync(forDocuments, "dn", "CN=client"));
        using var anything = portal.TrustedAuthority.Issue(usage: null);
        var app = await AppAsync(anything, "dn", "CN=client");
        (await app.RedeemAsync(await app.CodeAsync())).Ok();
    }

    [Fact]
    public async Task Section_2_without_a_certificate_nothing_else_proves_the_client()
    {
        var bare = await AppAsync(certificate: null, "dn", "CN=client");
        await IsRefusedAsync(bare);
        var known = await AppScene.CreateAsync(portal, m => Tls(m) with { TlsClientAuthSubjectDn = "CN=client" });
        (await (known with { Http = portal.Connect() }).RedeemAsync(await known.CodeAsync())).Refused("invalid_client", 401);
        Assert.Equal(0, await known.FamiliesAsync());
        var code = await bare.CodeAsync();
        var before = await Rows.CountAsync(portal);
        (await bare.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", AppScene.Redirect),
            ("code_verifier", AppScene.Verifier), ("client_secret", string.Empty))).Refused("invalid_client", 401);
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Fact]
    public async Task Section_2_the_request_must_name_its_client()
    {
        using var certificate = Certify(portal.TrustedAuthority, "CN=client");
        using var http = portal.Connect(certificate);
        var answer = await http.PostAsync("/token", new FormUrlEncodedContent([new("grant_type", "client_credentials")]));
        (await Answer.OfAsync(answer)).Refused("invalid_client", 401);
    }

    [Fact]
    public async Task Section_2_one_clients_certificate_proves_no_other()
    {
        using var certificate = Certify(portal.TrustedAuthority, "CN=one");
        var one = await AppAsync(certificate, "dn", "CN=one");
        using var another = Certify(portal.TrustedAuthority, "CN=two");
        var two = await AppAsync(another, "dn", "CN=two");
        await IsRefusedAsync(one with { Http = two.Http });
        (await one.RedeemAsync(await one.CodeAsync())).Ok();
    }

    [Fact]
    public async Task Section_2_it_proves_the_client_at_every_endpoint_and_nothing_is_told_without()
    {
        using var certificate = Certify(portal.TrustedAuthority, "CN=client");
        var app = await AppAsync(certificate, "dn", "CN=client");
        var bare = app with { Http = portal.Connect() };
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        (string Name, string? Value)[] request =
        [
            ("response_type", "code"), ("redirect_uri", AppScene.Redirect), ("scope", "openid"),
            ("code_challenge", Pkce.Challenge(AppScene.Verifier)), ("code_challenge_method", "S256"),
        ];
        var token = ("token", tokens["access_token"]);
        (await bare.PostAsync("/par", request)).Refused("invalid_client", 401);
        (await bare.PostAsync("/introspect", token)).Refused("invalid_client", 401);
        (await bare.PostAsync("/revoke", token)).Refused("invalid_client", 401);
        Assert.NotNull((await app.PostAsync("/par", request))["request_uri"]);
        Assert.Equal("True", (await app.PostAsync("/introspect", token)).Ok()["active"]);
        (await app.PostAsync("/revoke", token)).Ok();
        Assert.Equal("False", (await app.PostAsync("/introspect", token)).Ok()["active"]);
    }

    [Fact]
    public async Task Section_7_3_the_address_that_a_strangers_certificate_names_is_never_asked()
    {
        var server = await RemoteServer.StartAsync(plain: true);
        await using var _ = server;
        using var unknown = new Authority("CN=Somewhere else");
        using var certificate = unknown.Issue(change: request => request.CertificateExtensions.Add(
            new X509AuthorityInformationAccessExtension(ocspUris: null, [$"http://127.0.0.1:{server.Port}/issuer.cer"])));
        await IsRefusedAsync(await AppAsync(certificate, "dn", "CN=client"));
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Metadata_offers_the_methods_and_the_binding_at_the_ordinary_addresses()
    {
        using var http = portal.Connect();
        var metadata = await Answer.OfAsync(await http.GetAsync("/.well-known/oauth-authorization-server"));
        var methods = metadata.Json.GetProperty("token_endpoint_auth_methods_supported").EnumerateArray().Select(m => m.GetString());
        Assert.Equal(2, methods.Count(m => m is "tls_client_auth" or "self_signed_tls_client_auth"));
        Assert.True(metadata.Json.GetProperty("tls_client_certificate_bound_access_tokens").GetBoolean());

        // Section 5: aliases are for a server that asks for certificates elsewhere.
        Assert.False(metadata.Json.TryGetProperty("mtls_endpoint_aliases", out var _));
    }

    private static X509Certificate2 Certify(Authority authority, string names)
    {
        if (!names.Contains(':', StringComparison.Ordinal) || names.Contains('=', StringComparison.Ordinal))
        {
            return authority.Issue(names);
        }

        return authority.Issue("CN=unnamed", builder =>
        {
            foreach (var name in names.Split(' '))
            {
                var value = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
                switch (name.Split(':')[0])
                {
                    case "dns":
                        builder.AddDnsName(value);
                        break;
                    case "uri":
                        builder.AddUri(new Uri(value));
                        break;
                    case "ip":
                        builder.AddIpAddress(IPAddress.Parse(value));
                        break;
                    default:
                        builder.AddEmailAddress(value);
                        break;
                }
            }
        });
    }

    private Task<AppScene> AppAsync(X509Certificate2? certificate, string kind, string name, MutualTlsPortal? at = null)
        => (at ?? portal).AppAsync(certificate, metadata =>
        {
            var tls = Tls(metadata);
            return kind switch
            {
                "dn" => tls with { TlsClientAuthSubjectDn = name },
                "dns" => tls with { TlsClientAuthSanDns = name },
                "uri" => tls with { TlsClientAuthSanUri = name },
                "ip" => tls with { TlsClientAuthSanIp = name },
                _ => tls with { TlsClientAuthSanEmail = name },
            };
        });

    private static ClientMetadata Tls(ClientMetadata metadata)
        => metadata with { TokenEndpointAuthMethod = "tls_client_auth" };

    /// <summary>The code is not even spent.</summary>
    private static async Task IsRefusedAsync(AppScene app)
    {
        var code = await app.CodeAsync();
        var before = await Rows.CountAsync(app.Portal);
        (await app.RedeemAsync(code)).Refused("invalid_client", 401);
        Assert.Equal(before, await Rows.CountAsync(app.Portal));
    }
}
