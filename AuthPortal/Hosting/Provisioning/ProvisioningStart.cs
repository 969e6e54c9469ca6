namespace AuthPortal.Hosting.Provisioning;

/// <summary>Applies <c>Provisioning:File</c> at start; a second start with the same file changes nothing.</summary>
internal sealed class ProvisioningStart(IConfiguration configuration, ProvisioningApplier applier) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Provisioning:File"] is { Length: > 0 } path)
        {
            await applier.ApplyAsync(
                path, await ProvisioningReader.ReadAsync(path, cancellationToken), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
