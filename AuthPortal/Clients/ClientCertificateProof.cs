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

    private readonly Lazy<X509Certificate2Collection> _authorities = new(() => Load(options.Value));

    public async Task<bool> ProvesAsync(
        RegisteredClient client,
        X509Certificate2 certificate,
        CancellationToken cancellationToken)
        => options.Value.MutualTls && client.AuthMethod switch
        {
            ClientAuthMethod.Tls => IsTrusted(certificate) && IsNamed(client.Metadata, certificate),
            ClientAuthMethod.SelfSignedTls => (await keys.FindAsync(client, keyId: null, cancellationToken))
                .Any(key => IsOf(key, certificate)),
            _ => false,
        };

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

    private bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities.Value);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return _authorities.Value.Count > 0 && chain.Build(certificate);
    }

    /// <summary>§2.1.2: exactly one of the five members names it.</summary>
    private static bool IsNamed(ClientMetadata metadata, X509Certificate2 certificate) => metadata switch
    {
        { TlsClientAuthSubjectDn: { } name } => IsSubject(name, certificate),
        { TlsClientAuthSanDns: { } name } => AlternativeNames(certificate)?.EnumerateDnsNames()
            .Contains(name, StringComparer.OrdinalIgnoreCase) == true,
        { TlsClientAuthSanIp: { } name } => IPAddress.TryParse(name, out var address)
            && AlternativeNames(certificate)?.EnumerateIPAddresses().Contains(address) == true,
        { TlsClientAuthSanUri: { } name } => Names(certificate, UriTag).Contains(name, StringComparer.Ordinal),
        { TlsClientAuthSanEmail: { } name } => Names(certificate, MailTag).Contains(name, StringComparer.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool IsSubject(string name, X509Certificate2 certificate)
    {
        try
        {
            return Parts(new X500DistinguishedName(name)).SequenceEqual(Parts(certificate.SubjectName));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Compared part by part: the same name may be encoded in different kinds of text.</summary>
    private static IEnumerable<(string?, string?)> Parts(X500DistinguishedName name)
        => name.EnumerateRelativeDistinguishedNames()
            .Select(part => part.HasMultipleElements
                ? (null, Convert.ToHexString(part.RawData.Span))
                : (part.GetSingleElementType().Value, part.GetSingleElementValue()));

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

    /// <summary>§2.2.2: the registered certificate itself, or else its key.</summary>
    private static bool IsOf(JsonWebKey key, X509Certificate2 certificate)
    {
        if (key.X5c is [{ } registered, ..])
        {
            return registered == Convert.ToBase64String(certificate.RawData);
        }

        using var ecdsa = certificate.GetECDsaPublicKey();
        if (ecdsa is not null)
        {
            var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
            return key.X == Base64UrlEncoder.Encode(point.X) && key.Y == Base64UrlEncoder.Encode(point.Y);
        }

        using var rsa = certificate.GetRSAPublicKey();
        return rsa is not null
            && key.N == Base64UrlEncoder.Encode(rsa.ExportParameters(includePrivateParameters: false).Modulus);
    }
}
