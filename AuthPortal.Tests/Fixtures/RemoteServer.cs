using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Clients.Remote;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// Somebody else's https server, at a name that stands for this machine in the policy that it hands to the portal.
/// </summary>
public sealed class RemoteServer : IAsyncDisposable
{
    public const string Host = "client.example.test";

    private readonly WebApplication _app;
    private int _requests;

    private RemoteServer(WebApplication app) => _app = app;

    /// <summary>What each path answers.</summary>
    public Dictionary<string, RequestDelegate> Paths { get; } = new(StringComparer.Ordinal);

    public int Requests => _requests;

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>Resolves the name to this machine and trusts the server's own certificate; else as strict as ever.</summary>
    public RemotePolicy Policy => new(
        IPAddress.IsLoopback,
        (host, _) => Task.FromResult<IPAddress[]>(host == Host ? [IPAddress.Loopback] : [IPAddress.Parse("10.0.0.1")]),
        (_, _, _, _) => true);

    public string Url(string path) => $"https://{Host}:{Port}{path}";

    public static async Task<RemoteServer> StartAsync(bool plain = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (!plain)
                {
                    listen.UseHttps(Certificate());
                }
            }));
        var app = builder.Build();
        var server = new RemoteServer(app);
        app.Run(async context =>
        {
            Interlocked.Increment(ref server._requests);
            if (server.Paths.TryGetValue(context.Request.Path, out var answer))
            {
                await answer(context);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>Answers a path with JSON.</summary>
    public void Json(string path, Func<string> body, string? cacheControl = null) => Paths[path] = context =>
    {
        context.Response.ContentType = "application/json";
        if (cacheControl is not null)
        {
            context.Response.Headers.CacheControl = cacheControl;
        }

        return context.Response.WriteAsync(body());
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
