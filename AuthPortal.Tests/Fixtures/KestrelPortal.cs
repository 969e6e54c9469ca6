using System.Net;
using System.Net.Sockets;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// A portal that listens on a port of this machine, by the machine's clock, for clients that are not ours: browsers,
/// other people's libraries, command lines. Its issuer is the address that it listens on.
/// </summary>
public class KestrelPortal : Portal
{
    private readonly string _address;

    public KestrelPortal()
        : this([])
    {
    }

    private KestrelPortal((string Key, string Value)[] settings)
    {
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
