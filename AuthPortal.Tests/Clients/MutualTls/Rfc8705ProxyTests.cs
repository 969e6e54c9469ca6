using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Clients.MutualTls;

/// <summary>RFC 8705 §6.5: behind a proxy that ends TLS, the certificate comes in a header, and from that proxy only.</summary>
public sealed class Rfc8705ProxyTests : IAsyncLifetime
{
    private readonly MutualTlsPortal _behind = MutualTlsPortal.With(
        ("Proxies:Known:0", "127.0.0.1"), ("Proxies:Known:1", "::1"),
        ("Proxies:ClientCertificateHeader", MutualTlsPortal.Header));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _behind.DisposeAsync().AsTask();

    [Fact]
    public async Task Section_6_5_what_a_known_proxy_hands_on_proves_the_client_and_binds_its_tokens()
    {
        using var certificate = _behind.TrustedAuthority.Issue();
        foreach (var value in Written(certificate))
        {
            var app = await AppAsync(_behind, connection: null, value);
            var token = (await app.RedeemAsync(await app.CodeAsync())).Ok()["access_token"]!;
            var described = (await app.PostAsync("/introspect", ("token", token))).Ok().Json;
            Assert.Equal(
                Base64UrlEncoder.Encode(SHA256.HashData(certificate.RawData)),
                described.GetProperty("cnf").GetProperty("x5t#S256").GetString());
            (await app.UserInfoAsync(token)).Ok();
            app.Http.DefaultRequestHeaders.Remove(MutualTlsPortal.Header);
            (await app.UserInfoAsync(token)).Refused("invalid_token", 401);
        }
    }

    [Fact]
    public async Task Section_6_5_the_proxys_own_certificate_is_nobodys()
    {
        // The proxy may prove itself to us in turn: all that come through it would share what it shows.
        using var proxys = _behind.TrustedAuthority.Issue();
        await IsRefusedAsync(await AppAsync(_behind, proxys, header: null));
        var app = await AppScene.CreateAsync(_behind, m => m with
        {
            TokenEndpointAuthMethod = "none",
            TlsClientCertificateBoundAccessTokens = true,
        });
        var code = await app.CodeAsync();
        var before = await Rows.CountAsync(_behind);
        (await (app with { Http = _behind.Connect(proxys) }).RedeemAsync(code)).Refused("invalid_request");
        Assert.Equal(before, await Rows.CountAsync(_behind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData(":::")]
    [InlineData("%")]
    [InlineData("-----BEGIN CERTIFICATE-----%0A-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----%0AAAAA%0A-----END CERTIFICATE-----")]
    [InlineData("MIIB")]
    public async Task Section_6_5_a_header_that_is_no_certificate_proves_nothing(string header)
        => await IsRefusedAsync(await AppAsync(_behind, connection: null, header));

    [Fact]
    public async Task Section_6_5_two_headers_prove_nothing()
    {
        using var certificate = _behind.TrustedAuthority.Issue();
        var value = Written(certificate)[0];
        var app = await AppAsync(_behind, connection: null, value);
        app.Http.DefaultRequestHeaders.Add(MutualTlsPortal.Header, "MIIB");
        await IsRefusedAsync(app);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("192.0.2.10", MutualTlsPortal.Header)]
    [InlineData("127.0.0.1", null)]
    public async Task Section_6_5_a_header_of_anybody_else_is_ignored(string? known, string? header)
    {
        (string, string)[] settings =
        [
            .. known is null ? [] : new[] { ("Proxies:Known:0", known) },
            .. header is null ? [] : new[] { ("Proxies:ClientCertificateHeader", header) },
        ];
        await using var portal = MutualTlsPortal.With(settings);
        using var stolen = portal.TrustedAuthority.Issue();
        foreach (var value in Written(stolen))
        {
            await IsRefusedAsync(await AppAsync(portal, connection: null, value));
        }

        // Nor does it take the place of what the connection has.
        using var others = portal.TrustedAuthority.Issue("CN=somebody else");
        await IsRefusedAsync(await AppAsync(portal, others, Written(stolen)[0]));
        var app = await AppAsync(portal, stolen, Written(others)[0]);
        (await app.RedeemAsync(await app.CodeAsync())).Ok();
    }

    /// <summary>As nginx, RFC 9440 §2.1 and others write it.</summary>
    private static string[] Written(X509Certificate2 certificate)
    {
        var base64 = Convert.ToBase64String(certificate.RawData);
        return [base64, $":{base64}:", Uri.EscapeDataString(certificate.ExportCertificatePem())];
    }

    private static async Task<AppScene> AppAsync(MutualTlsPortal portal, X509Certificate2? connection, string? header)
    {
        var app = await portal.AppAsync(connection, m => m with
        {
            TokenEndpointAuthMethod = "tls_client_auth",
            TlsClientAuthSubjectDn = "CN=client",
            TlsClientCertificateBoundAccessTokens = true,
        });
        if (header is not null)
        {
            app.Http.DefaultRequestHeaders.TryAddWithoutValidation(MutualTlsPortal.Header, header);
        }

        return app;
    }

    private static async Task IsRefusedAsync(AppScene app)
    {
        var code = await app.CodeAsync();
        var before = await Rows.CountAsync(app.Portal);
        (await app.RedeemAsync(code)).Refused("invalid_client", 401);
        Assert.Equal(before, await Rows.CountAsync(app.Portal));
    }
}
