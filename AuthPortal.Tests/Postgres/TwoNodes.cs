using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Postgres;

/// <summary>Two nodes on one PostgreSQL, by the machine's clock.</summary>
public class TwoNodes : IAsyncLifetime
{
    private readonly bool _isOwn;

    public TwoNodes()
    {
    }

    /// <summary>On a server that may be stopped, and goes with the nodes.</summary>
    protected TwoNodes(PostgresServer own) => (Server, _isOwn) = (own, true);

    public PostgresServer Server { get; private set; } = null!;

    public AddressedPortal First { get; } = new RealClockPortal();

    public AddressedPortal Second { get; } = new RealClockPortal();

    public string Connection { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        if (_isOwn)
        {
            await Server.InitializeAsync();
        }
        else
        {
            Server = await PostgresServer.SharedAsync();
        }

        Connection = await Server.NewDatabaseAsync();
        foreach (var node in new[] { First, Second })
        {
            foreach (var (key, value) in Server.SettingsOf(Connection))
            {
                node.Settings[key] = value;
            }
        }

        // At once, as a deployment does it: one migrates, the other waits.
        await Task.WhenAll(
            Task.Run(() => First.Services.GetRequiredService<TimeProvider>()),
            Task.Run(() => Second.Services.GetRequiredService<TimeProvider>()));
    }

    public async Task DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        if (_isOwn)
        {
            await Server.DisposeAsync();
        }
    }

    /// <summary>One person who allowed one app, as the app sees it through either node.</summary>
    public async Task<(AppScene First, AppScene Second)> SceneAsync()
    {
        var scene = await AppScene.CreateAsync(First);
        return (scene, scene with { Portal = Second, Http = Second.NewClient() });
    }

    private sealed class RealClockPortal : AddressedPortal
    {
        public RealClockPortal() => Clock.SetUtcNow(TimeProvider.System.GetUtcNow());

        protected override void UseClock(IServiceCollection services)
        {
        }
    }
}
