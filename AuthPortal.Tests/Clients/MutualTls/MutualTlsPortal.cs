using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Clients.MutualTls;

/// <summary>A portal that listens for https itself and asks for client certificates (RFC 8705), on real connections.</summary>
public sealed class MutualTlsPortal : Portal
{
    public const string Header = "X-Client-Cert";

    private readonly X509Certificate2 _server;
    private readonly string _address;

    public MutualTlsPortal()
        : this([])
    {
    }

    private MutualTlsPortal((string Key, string Value)[] settings)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _server = Authority.SelfSigned(key, "CN=localhost");
        Intermediate = TrustedAuthority.Below(mayIssue: true);
        var port = FreePort();
        _address = $"https://localhost:{port}";
        Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var trusted = Path.Combine(Folder, "authorities.pem");
        File.WriteAllText(trusted, TrustedAuthority.Pem + "\n" + Intermediate.Pem + "\n");
        Settings["OAuth:Issuer"] = _address;
        Settings["OAuth:MutualTls"] = "true";
        Settings["OAuth:ClientCertificateAuthorities"] = trusted;
        foreach (var (name, value) in settings)
        {
            Settings[name] = value;
        }

        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(_server)));
        StartServer();
    }

    public override string Root => _address;

    /// <summary>The one that the settings name; <see cref="Intermediate"/> stands in the same file.</summary>
    public Authority TrustedAuthority { get; } = new();

    public Authority Intermediate { get; }

    public static MutualTlsPortal With(params (string Key, string Value)[] settings) => new(settings);

    /// <summary>An app whose every connection has this certificate, or none.</summary>
    public async Task<AppScene> AppAsync(X509Certificate2? certificate, Func<ClientMetadata, ClientMetadata> change)
    {
        var app = await AppScene.CreateAsync(this, change);
        return app with { Http = Connect(certificate), Secret = null };
    }

    /// <summary>A connection of one's own; the server is known by its certificate.</summary>
    public HttpClient Connect(X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _)
            => presented?.GetCertHashString(HashAlgorithmName.SHA256) == _server.GetCertHashString(HashAlgorithmName.SHA256);
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(
                certificate, additionalCertificates: null, offline: true);
        }

        return new HttpClient(handler) { BaseAddress = new Uri(_address) };
    }

    /// <summary>What a client of self_signed_tls_client_auth registers: its key, and the certificate if it wants only that.</summary>
    public static JsonElement Jwks(X509Certificate2 certificate, bool withCertificate = false)
    {
        using var ecdsa = certificate.GetECDsaPublicKey();
        using var rsa = certificate.GetRSAPublicKey();
        var key = ecdsa is not null
            ? JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ecdsa))
            : JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa!.ExportParameters(false)));
        var jwk = key.Kty == "EC"
            ? new JsonObject { ["kty"] = key.Kty, ["crv"] = key.Crv, ["x"] = key.X, ["y"] = key.Y }
            : new JsonObject { ["kty"] = key.Kty, ["n"] = key.N, ["e"] = key.E };
        if (withCertificate)
        {
            jwk["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData));
        }

        return JsonSerializer.SerializeToElement(new JsonObject { ["keys"] = new JsonArray(jwk) });
    }

    protected override void UseClock(IServiceCollection services)
    {
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _server.Dispose();
            TrustedAuthority.Dispose();
            Intermediate.Dispose();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
