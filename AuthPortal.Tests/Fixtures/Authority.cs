using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Protocol;

namespace AuthPortal.Tests.Fixtures;

/// <summary>An authority that issues certificates, sound ones and others. Its own is in PEM.</summary>
public sealed class Authority : IDisposable
{
    public const string ForClients = "1.3.6.1.5.5.7.3.2";
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddDays(-30);
    private static readonly DateTimeOffset End = Start.AddDays(300);

    private readonly X509Certificate2 _certificate;

    public Authority(string name = "CN=Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(Start.AddDays(-1), End.AddDays(1));
    }

    private Authority(X509Certificate2 certificate) => _certificate = certificate;

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>A certificate of this authority with its key; what is not said is sound.</summary>
    public X509Certificate2 Issue(
        string subject = "CN=client",
        Action<SubjectAlternativeNameBuilder>? names = null,
        Action<CertificateRequest>? change = null,
        string? usage = ForClients,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (names is not null)
        {
            var builder = new SubjectAlternativeNameBuilder();
            names(builder);
            request.CertificateExtensions.Add(builder.Build());
        }

        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        change?.Invoke(request);
        using var bare = request.Create(
            _certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(_certificate.GetECDsaPrivateKey()!),
            from ?? Start,
            to ?? End,
            RandomNumberGenerator.GetBytes(12));
        using var whole = bare.CopyWithPrivateKey(key);
        return Portable(whole);
    }

    /// <summary>One that may issue as this one does, or, without the constraint, one that may not and does.</summary>
    public Authority Below(bool mayIssue) => new(Issue(
        $"CN=Below {Secrets.Generate()}",
        change: request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(mayIssue, false, 0, true)),
        usage: null));

    /// <summary>Vouched for by nobody but its own key.</summary>
    public static X509Certificate2 SelfSigned(
        AsymmetricAlgorithm key,
        string subject = "CN=self",
        Action<CertificateRequest>? change = null,
        DateTimeOffset? to = null)
    {
        var request = key is ECDsa ecdsa
            ? new CertificateRequest(subject, ecdsa, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        change?.Invoke(request);
        using var made = request.CreateSelfSigned(Start, to ?? End);
        return Portable(made);
    }

    public void Dispose() => _certificate.Dispose();

    /// <summary>With its key where the platform's TLS finds it.</summary>
    private static X509Certificate2 Portable(X509Certificate2 certificate)
        => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
