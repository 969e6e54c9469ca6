using AuthPortal.Data.Entities;

namespace AuthPortal.Hosting.Provisioning;

/// <summary>Applies <c>Provisioning:File</c> at start; a second start with the same file changes nothing.</summary>
internal sealed class ProvisioningStart(IConfiguration configuration, ProvisioningApplier applier) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Provisioning:File"] is { Length: > 0 } path)
        {
            var file = await ProvisioningReader.ReadAsync(path, cancellationToken);
            await applier.ApplyAsync(path, file, ClientSource.Provisioning, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
