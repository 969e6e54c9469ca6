using System.Net;
using System.Net.Sockets;
using AuthPortal.Clients.Remote;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// A portal that listens on a port of this machine, by the machine's clock, for clients that are not ours: browsers,
/// other people's libraries, command lines. Its issuer is the address that it listens on.
/// </summary>
public class KestrelPortal : Portal
{
    private readonly string _address;
    private readonly RemotePolicy? _policy;

    public KestrelPortal()
        : this([])
    {
    }

    private KestrelPortal((string Key, string Value)[] settings, RemotePolicy? policy = null)
    {
        _policy = policy;
        var port = FreePort();
        _address = $"http://localhost:{port}";
        Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        Settings["OAuth:Issuer"] = _address;
        foreach (var (key, value) in settings)
        {
            Settings[key] = value;
        }

        UseKestrel(port);
        StartServer();
    }

    public override string Root => _address;

    public static KestrelPortal With(params (string Key, string Value)[] settings) => new(settings);

    /// <summary>A portal that may reach one server of the test's own.</summary>
    public static KestrelPortal Reaching(RemotePolicy policy) => new([], policy);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        if (_policy is not null)
        {
            builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton(_policy)));
        }
    }

    protected override void UseClock(IServiceCollection services)
    {
    }

    /// <summary>The issuer has to be known before the server listens.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
