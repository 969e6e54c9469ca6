using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>The keys and names that prove a client: RFC 7591 §2, RFC 8705 §2, OpenID Connect Registration §2.</summary>
internal static class KeyRules
{
    private const int LongestName = 255;
    private const int MostUris = 20;

    /// <summary>RFC 7518 §6.2.2, §6.3.2 and §6.4.1: what nobody but the client may know.</summary>
    private static readonly string[] PrivateParts = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
        => Keys(metadata).Concat(Algorithms(metadata)).Concat(CertificateNames(metadata)).Concat(MutualTls(metadata, context))
            .Concat(RequestObjects(metadata));

    private static IEnumerable<RuleViolation> Keys(ClientMetadata metadata)
    {
        if (metadata.Jwks is not null && metadata.JwksUri is not null)
        {
            yield return Rules.KeysTwice.BrokenBy(MemberName.JwksUri);
        }

        if (metadata.Jwks is null && metadata.JwksUri is null && ClientAuthMethod.UsesKeys(metadata.TokenEndpointAuthMethod))
        {
            yield return Rules.KeysMissing.BrokenBy(MemberName.Jwks);
        }

        if (metadata.JwksUri is { } uri && !IsHttps(uri))
        {
            yield return Rules.LinkNotHttps.BrokenBy(MemberName.JwksUri);
        }

        if (metadata.Jwks is { } jwks)
        {
            if (HasPrivatePart(jwks))
            {
                yield return Rules.KeyIsPrivate.BrokenBy(MemberName.Jwks);
            }
            else if (ClientKeys.Read(jwks.GetRawText()).Count == 0)
            {
                yield return Rules.KeysUnusable.BrokenBy(MemberName.Jwks);
            }
        }
    }

    private static IEnumerable<RuleViolation> Algorithms(ClientMetadata metadata)
    {
        if (metadata.TokenEndpointAuthSigningAlg is not { } algorithm)
        {
            yield break;
        }

        var allowed = metadata.TokenEndpointAuthMethod switch
        {
            ClientAuthMethod.PrivateKeyJwt => SignedByClient.Algorithms,
            ClientAuthMethod.SecretJwt => ["HS256"],
            _ => [],
        };
        if (!allowed.Contains(algorithm))
        {
            yield return Rules.AuthAlgorithmNotSupported.BrokenBy(MemberName.TokenEndpointAuthSigningAlg);
        }
    }

    /// <summary>RFC 9101 §10.5; OpenID Connect Registration §2.</summary>
    private static IEnumerable<RuleViolation> RequestObjects(ClientMetadata metadata)
    {
        var algorithm = metadata.RequestObjectSigningAlg;
        if (algorithm is not (null or "none") && !SignedByClient.Algorithms.Contains(algorithm))
        {
            yield return Rules.AlgorithmNotSupported.BrokenBy(MemberName.RequestObjectSigningAlg);
        }

        if (metadata.RequireSignedRequestObject == true && algorithm == "none")
        {
            yield return Rules.UnsignedRefused.BrokenBy(MemberName.RequestObjectSigningAlg);
        }

        if (metadata.RequireSignedRequestObject == true && metadata.Jwks is null && metadata.JwksUri is null)
        {
            yield return Rules.KeysMissing.BrokenBy(MemberName.Jwks);
        }

        if (metadata.RequestUris is { Count: > MostUris })
        {
            yield return Rules.TooMany.BrokenBy(MemberName.RequestUris, value: $"{MostUris}");
        }

        foreach (var (index, _) in (metadata.RequestUris ?? []).Index().Where(u => !IsHttps(u.Item?.Split('#')[0])))
        {
            yield return Rules.LinkNotHttps.BrokenBy(MemberName.RequestUris, index);
        }
    }

    private static IEnumerable<RuleViolation> CertificateNames(ClientMetadata metadata)
    {
        (string Member, string? Value)[] names =
        [
            (MemberName.TlsClientAuthSubjectDn, metadata.TlsClientAuthSubjectDn),
            (MemberName.TlsClientAuthSanDns, metadata.TlsClientAuthSanDns),
            (MemberName.TlsClientAuthSanUri, metadata.TlsClientAuthSanUri),
            (MemberName.TlsClientAuthSanIp, metadata.TlsClientAuthSanIp),
            (MemberName.TlsClientAuthSanEmail, metadata.TlsClientAuthSanEmail),
        ];
        var sent = names.Where(n => n.Value is not null).ToList();
        var wanted = metadata.TokenEndpointAuthMethod == ClientAuthMethod.Tls ? 1 : 0;
        if (sent.Count != wanted)
        {
            yield return Rules.CertificateNames.BrokenBy(sent.Count > 0 ? sent[^1].Member : MemberName.TlsClientAuthSubjectDn);
        }

        foreach (var (member, _) in sent.Where(n => n.Value is not { Length: > 0 and <= LongestName } name || !Fits(n.Member, name)))
        {
            yield return Rules.CertificateNames.BrokenBy(member);
        }
    }

    /// <summary>RFC 8705 §2.1.2: one that no certificate can have would lock its client out.</summary>
    private static bool Fits(string member, string name) => member switch
    {
        MemberName.TlsClientAuthSubjectDn => DistinguishedNames.IsName(name),
        MemberName.TlsClientAuthSanIp => Uri.CheckHostName(name) is UriHostNameType.IPv4 or UriHostNameType.IPv6,
        _ => true,
    };

    private static IEnumerable<RuleViolation> MutualTls(ClientMetadata metadata, RegistrationContext context)
    {
        if (context.MutualTls)
        {
            yield break;
        }

        if (metadata.TlsClientCertificateBoundAccessTokens == true)
        {
            yield return Rules.MutualTlsOff.BrokenBy(MemberName.TlsClientCertificateBoundAccessTokens);
        }

        if (metadata.TokenEndpointAuthMethod is { } method && ClientAuthMethod.MutualTls.Contains(method))
        {
            yield return Rules.MutualTlsOff.BrokenBy(MemberName.TokenEndpointAuthMethod);
        }
    }

    private static bool HasPrivatePart(JsonElement jwks)
        => jwks.ValueKind == JsonValueKind.Object
            && jwks.TryGetProperty("keys", out var keys)
            && keys.ValueKind == JsonValueKind.Array
            && keys.EnumerateArray().Any(key => key.ValueKind == JsonValueKind.Object
                && Array.Exists(PrivateParts, part => key.TryGetProperty(part, out _)));

    /// <summary>False for null as well: JSON may hold one where a string belongs.</summary>
    internal static bool IsHttps([NotNullWhen(true)] string? uri)
        => uri is not null
            && RedirectUri.Problem(uri, ApplicationType.Web) is null
            && uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
