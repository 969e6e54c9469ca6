using AuthPortal.Data;

namespace AuthPortal.Clients;

/// <summary>Forgets the apps, scopes and APIs that another node changed.</summary>
internal sealed class ChangedClients(Changes changes, ClientRegistry registry, ScopeCatalog scopes) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Listen(Forget);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Forget(Change change)
    {
        if (change.IsOf(Change.Scopes))
        {
            scopes.Forget();
        }

        if (change.Kind is null)
        {
            registry.ForgetAll();
        }
        else if (change is { Kind: Change.Client, Key: { } clientId })
        {
            registry.Forget(clientId);
        }
    }
}
