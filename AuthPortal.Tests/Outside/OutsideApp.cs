using System.Net;
using System.Net.Sockets;

namespace AuthPortal.Tests.Outside;

/// <summary>A web app of somebody else on a port of its own.</summary>
public sealed class OutsideApp : IAsyncDisposable
{
    private WebApplication? _app;

    public OutsideApp()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Address = $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public string Address { get; }

    public IServiceProvider Services
        => _app?.Services ?? throw new InvalidOperationException("The app has not been started.");

    public async Task StartAsync(Action<IServiceCollection> services, Action<WebApplication> routes)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address);
        services(builder.Services);
        _app = builder.Build();
        _app.UseAuthentication();
        _app.UseAuthorization();
        routes(_app);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
