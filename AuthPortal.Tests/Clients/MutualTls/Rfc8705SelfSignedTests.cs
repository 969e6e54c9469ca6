using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Clients.MutualTls;

/// <summary>RFC 8705 §2.2: self_signed_tls_client_auth, over real connections.</summary>
public sealed class Rfc8705SelfSignedTests(MutualTlsPortal portal) : IClassFixture<MutualTlsPortal>
{
    [Theory]
    [InlineData("EC", false)]
    [InlineData("EC", true)]
    [InlineData("RSA", false)]
    [InlineData("RSA", true)]
    public async Task Section_2_2_a_registered_key_or_certificate_proves_the_client(string kind, bool withCertificate)
    {
        using var key = Key(kind);
        using var certificate = Authority.SelfSigned(key);
        var app = await AppAsync(certificate, certificate, withCertificate);
        (await app.RedeemAsync(await app.CodeAsync())).Ok();
    }

    [Fact]
    public async Task Section_2_2_2_another_key_is_refused_whatever_its_certificate_says()
    {
        using var key = Key("EC");
        using var registered = Authority.SelfSigned(key, "CN=client");
        using var stranger = Key("EC");
        using var alike = Authority.SelfSigned(stranger, "CN=client");
        await IsRefusedAsync(await AppAsync(alike, registered, withCertificate: false));
        await IsRefusedAsync(await AppAsync(alike, registered, withCertificate: true));
        using var issued = portal.TrustedAuthority.Issue("CN=client");
        await IsRefusedAsync(await AppAsync(issued, registered, withCertificate: false));
    }

    [Fact]
    public async Task Section_2_2_2_where_the_certificate_is_registered_another_of_the_same_key_is_refused()
    {
        using var key = Key("EC");
        using var registered = Authority.SelfSigned(key, "CN=client");
        using var renewed = Authority.SelfSigned(key, "CN=client");
        await IsRefusedAsync(await AppAsync(renewed, registered, withCertificate: true));
        var app = await AppAsync(renewed, registered, withCertificate: false);
        (await app.RedeemAsync(await app.CodeAsync())).Ok();
    }

    [Fact]
    public async Task Section_2_2_2_a_key_of_another_curve_is_no_registered_one()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var certificate = Authority.SelfSigned(key);
        await IsRefusedAsync(await AppAsync(certificate, certificate, withCertificate: false));
    }

    [Fact]
    public async Task Section_7_3_the_registered_point_on_a_curve_of_the_attackers_own_making_is_refused()
    {
        // With the victim's point as the generator the private key is the number one (CVE-2020-0601).
        using var key = (ECDsa)Key("EC");
        using var registered = Authority.SelfSigned(key);
        using var trick = OnAnotherCurve(key);
        if (trick is null)
        {
            // The platform knows no such curves: then neither does its TLS.
            return;
        }

        await using var behind = MutualTlsPortal.With(("Proxies:Known:0", "127.0.0.1"), ("Proxies:ClientCertificateHeader", MutualTlsPortal.Header));
        var app = await behind.AppAsync(certificate: null, m => m with
        {
            TokenEndpointAuthMethod = "self_signed_tls_client_auth",
            Jwks = MutualTlsPortal.Jwks(registered),
        });
        app.Http.DefaultRequestHeaders.Add(MutualTlsPortal.Header, Convert.ToBase64String(registered.RawData));
        (await app.RedeemAsync(await app.CodeAsync())).Ok();
        app.Http.DefaultRequestHeaders.Remove(MutualTlsPortal.Header);
        app.Http.DefaultRequestHeaders.Add(MutualTlsPortal.Header, Convert.ToBase64String(trick.RawData));
        await IsRefusedAsync(app);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_refused()
    {
        using var key = Key("EC");
        using var ended = Authority.SelfSigned(key, to: TimeProvider.System.GetUtcNow().AddDays(-1));
        await IsRefusedAsync(await AppAsync(ended, ended, withCertificate: true));
        await IsRefusedAsync(await AppAsync(ended, ended, withCertificate: false));
    }

    [Fact]
    public async Task Section_2_2_without_a_certificate_the_client_is_refused()
    {
        using var key = Key("EC");
        using var certificate = Authority.SelfSigned(key);
        await IsRefusedAsync(await AppAsync(presented: null, certificate, withCertificate: false));
    }

    private static AsymmetricAlgorithm Key(string kind)
        => kind == "EC" ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);

    private static X509Certificate2? OnAnotherCurve(ECDsa victim)
    {
        try
        {
            var honest = victim.ExportExplicitParameters(includePrivateParameters: false);
            var curve = honest.Curve;
            curve.G = honest.Q;
            using var forged = ECDsa.Create(new ECParameters { Curve = curve, Q = honest.Q });
            using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(
                new X500DistinguishedName("CN=forger"),
                PublicKey.CreateFromSubjectPublicKeyInfo(forged.ExportSubjectPublicKeyInfo(), out _),
                HashAlgorithmName.SHA256);
            var now = TimeProvider.System.GetUtcNow();
            return request.Create(
                request.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        }
        catch (PlatformNotSupportedException)
        {
            return null;
        }
    }

    private Task<AppScene> AppAsync(X509Certificate2? presented, X509Certificate2 registered, bool withCertificate)
        => portal.AppAsync(presented, m => m with
        {
            TokenEndpointAuthMethod = "self_signed_tls_client_auth",
            Jwks = MutualTlsPortal.Jwks(registered, withCertificate),
        });

    private static async Task IsRefusedAsync(AppScene app)
    {
        var code = await app.CodeAsync();
        var before = await Rows.CountAsync(app.Portal);
        (await app.RedeemAsync(code)).Refused("invalid_client", 401);
        Assert.Equal(before, await Rows.CountAsync(app.Portal));
    }
}
