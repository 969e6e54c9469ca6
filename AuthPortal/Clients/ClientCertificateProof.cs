using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Clients;

/// <summary>
/// Proves a client by the certificate of its connection, RFC 8705: tls_client_auth by the name in a certificate that a
/// trusted authority issued (§2.1), self_signed_tls_client_auth by a key that the client registered (§2.2).
/// </summary>
public sealed class ClientCertificateProof(ClientKeys keys, IOptions<OAuthOptions> options, TimeProvider clock)
{
    private const int MailTag = 1;
    private const int UriTag = 6;

    /// <summary>id-kp-clientAuth, RFC 5280 §4.2.1.12: a server's certificate from the same authority proves no client.</summary>
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly Lazy<X509Certificate2Collection> _authorities = new(() => Load(options.Value));

    public async Task<bool> ProvesAsync(
        RegisteredClient client,
        X509Certificate2 certificate,
        CancellationToken cancellationToken)
    {
        if (!options.Value.MutualTls)
        {
            return false;
        }

        IReadOnlyList<JsonWebKey> registered = client.AuthMethod == ClientAuthMethod.SelfSignedTls
            ? await keys.FindAsync(client, keyId: null, cancellationToken)
            : [];
        try
        {
            return client.AuthMethod switch
            {
                ClientAuthMethod.Tls => IsTrusted(certificate) && IsNamed(client.Metadata, certificate),
                ClientAuthMethod.SelfSignedTls => IsInTime(certificate) && registered.Any(key => IsOf(key, certificate)),
                _ => false,
            };
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            // Anybody may send one whose inside makes no sense, or a key of a kind that nobody has here.
            return false;
        }
    }

    /// <summary>An end that the client itself put into its certificate is meant.</summary>
    private bool IsInTime(X509Certificate2 certificate)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return certificate.NotBefore.ToUniversalTime() <= now && now <= certificate.NotAfter.ToUniversalTime();
    }

    /// <summary>RFC 8705 §3.1: SHA-256 of the certificate, base64url.</summary>
    public static string ThumbprintOf(X509Certificate2 certificate)
        => Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256));

    private static X509Certificate2Collection Load(OAuthOptions options)
    {
        var authorities = new X509Certificate2Collection();
        if (options.ClientCertificateAuthorities is { Length: > 0 } file)
        {
            authorities.ImportFromPemFile(file);
        }

        return authorities;
    }

    /// <summary>§2.1: a chain to a configured authority, valid now, of a certificate that is made for proving a client.</summary>
    private bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities.Value);
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return _authorities.Value.Count > 0 && chain.Build(certificate) && MaySign(certificate);
    }

    /// <summary>RFC 5280 §4.2.1.3: a handshake is a signature; a certificate that doesn't say is for anything.</summary>
    private static bool MaySign(X509Certificate2 certificate)
        => certificate.Extensions.OfType<X509KeyUsageExtension>()
            .All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature));

    /// <summary>§2.1.2: exactly one of the five members names it.</summary>
    private static bool IsNamed(ClientMetadata metadata, X509Certificate2 certificate) => metadata switch
    {
        { TlsClientAuthSubjectDn: { } name } => DistinguishedNames.AreSame(name, certificate.SubjectName),
        { TlsClientAuthSanDns: { } name } => AlternativeNames(certificate)?.EnumerateDnsNames()
            .Contains(name, StringComparer.OrdinalIgnoreCase) == true,
        { TlsClientAuthSanIp: { } name } => IPAddress.TryParse(name, out var address)
            && AlternativeNames(certificate)?.EnumerateIPAddresses().Contains(address) == true,
        { TlsClientAuthSanUri: { } name } => Names(certificate, UriTag).Contains(name, StringComparer.Ordinal),
        { TlsClientAuthSanEmail: { } name } => Names(certificate, MailTag).Exists(mail => IsSameMail(mail, name)),
        _ => false,
    };

    /// <summary>RFC 5280 §7.5: only the host's letters may differ in case.</summary>
    private static bool IsSameMail(string one, string other)
    {
        var at = one.LastIndexOf('@');
        return at > 0
            && one.Length == other.Length
            && string.CompareOrdinal(one, 0, other, 0, at) == 0
            && one.AsSpan(at).Equals(other.AsSpan(at), StringComparison.OrdinalIgnoreCase);
    }

    private static X509SubjectAlternativeNameExtension? AlternativeNames(X509Certificate2 certificate)
        => certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();

    /// <summary>RFC 5280 §4.2.1.6: the framework reads DNS names and addresses only.</summary>
    private static List<string> Names(X509Certificate2 certificate, int tag)
    {
        var names = new List<string>();
        if (AlternativeNames(certificate) is not { } extension)
        {
            return names;
        }

        var wanted = new Asn1Tag(TagClass.ContextSpecific, tag);
        var reader = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData)
        {
            if (reader.PeekTag().HasSameClassAndValue(wanted))
            {
                names.Add(reader.ReadCharacterString(UniversalTagNumber.IA5String, wanted));
            }
            else
            {
                reader.ReadEncodedValue();
            }
        }

        return names;
    }

    /// <summary>
    /// §2.2.2: the registered certificate itself, or else its key. The curve is part of a key: on one of their own
    /// making, anybody knows a private key to the point of somebody else.
    /// </summary>
    private static bool IsOf(JsonWebKey key, X509Certificate2 certificate)
    {
        if (key.X5c is [{ } registered, ..])
        {
            return registered == Convert.ToBase64String(certificate.RawData);
        }

        using var ecdsa = certificate.GetECDsaPublicKey();
        if (ecdsa is not null)
        {
            var parameters = ecdsa.ExportParameters(includePrivateParameters: false);
            return (key.Kty, key.Crv) == (JsonWebAlgorithmsKeyTypes.EllipticCurve, JsonWebKeyECTypes.P256)
                && parameters.Curve.IsNamed
                && parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                && key.X == Base64UrlEncoder.Encode(parameters.Q.X)
                && key.Y == Base64UrlEncoder.Encode(parameters.Q.Y);
        }

        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is null)
        {
            return false;
        }

        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        return key.Kty == JsonWebAlgorithmsKeyTypes.RSA
            && key.N == Base64UrlEncoder.Encode(numbers.Modulus)
            && key.E == Base64UrlEncoder.Encode(numbers.Exponent);
    }
}
