using AuthPortal.Data;
using AuthPortal.Hosting.Provisioning;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Hosting.Demo;

/// <summary>
/// In Development, an empty database gets people, apps and an API to click through, by the same way as a
/// provisioning file; the console says with which passwords. Never elsewhere, and never beside real people.
/// </summary>
internal sealed class DemoStart(
    IHostEnvironment environment,
    IConfiguration configuration,
    IDbContextFactory<AuthDbContext> contexts,
    ProvisioningApplier applier,
    IServiceProvider services,
    IHostApplicationLifetime lifetime) : IHostedService
{
    private const string Resource = "AuthPortal.Hosting.Demo.demo.json";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment() || configuration["Provisioning:File"] is { Length: > 0 })
        {
            return;
        }

        await using var json = typeof(DemoStart).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        var file = await ProvisioningReader.ReadAsync(Resource, json, cancellationToken);
        if (await IsDemoOrEmptyAsync(file, cancellationToken))
        {
            await applier.ApplyAsync(Resource, file, cancellationToken);
            lifetime.ApplicationStarted.Register(() => Announce(file));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> IsDemoOrEmptyAsync(ProvisioningFile file, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var demo = file.Users.Select(u => u.UserName).ToList();
        return !await db.Users.AnyAsync(cancellationToken)
            || await db.Users.AnyAsync(u => demo.Contains(u.UserName!), cancellationToken);
    }

    private void Announce(ProvisioningFile file)
    {
        var issuer = services.GetRequiredService<Issuer>();
        Console.WriteLine($"""

              AuthPortal runs with demo data. Open {issuer}/login and sign in:
            {string.Join(Environment.NewLine, file.Users.Select(u => $"    {u.UserName} / {u.Password}"))}

            """);
    }
}
