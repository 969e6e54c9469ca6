using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Clients;

/// <summary>
/// The client certificate of a request, RFC 8705 §2: of the connection, or, behind a proxy that ends TLS, of the header
/// that the settings name. Such a header counts from a configured proxy only; from anybody else it could be made up.
/// </summary>
public sealed class ClientCertificates(IOptions<OAuthOptions> options, IConfiguration configuration)
{
    /// <summary>Set by the hosting room where the connection came from a configured proxy.</summary>
    public const string FromProxyItem = "AuthPortal.FromKnownProxy";

    private readonly string? _header = configuration["Proxies:ClientCertificateHeader"];

    /// <summary>Null when there is none, or mutual TLS is off.</summary>
    public X509Certificate2? Find(HttpContext context)
    {
        if (!options.Value.MutualTls)
        {
            return null;
        }

        // The certificate of such a connection is the proxy's own: taken for the client's, all would share it.
        if (_header is { Length: > 0 } && context.Items.ContainsKey(FromProxyItem))
        {
            return context.Request.Headers[_header] is [{ Length: > 0 } value] ? Read(value) : null;
        }

        // A copy: the connection keeps its own for the next request.
        return context.Connection.ClientCertificate is { } connected
            ? X509CertificateLoader.LoadCertificate(connected.RawData)
            : null;
    }

    /// <summary>RFC 8705 §3.1; null when there is no certificate.</summary>
    public string? ThumbprintOf(HttpContext context)
    {
        using var certificate = Find(context);
        return certificate is null ? null : ClientCertificateProof.ThumbprintOf(certificate);
    }

    /// <summary>As proxies write it: PEM, percent-encoded or not, or the DER in base64 (RFC 9440 §2.1 with colons).</summary>
    private static X509Certificate2? Read(string value)
    {
        try
        {
            var text = Uri.UnescapeDataString(value);
            return text.Contains("-----BEGIN", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromPem(text)
                : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text.Trim(':')));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
