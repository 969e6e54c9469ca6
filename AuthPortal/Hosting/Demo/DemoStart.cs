using System.Text;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Hosting.Provisioning;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Hosting.Demo;

/// <summary>
/// In Development, an empty database gets people, apps and an API to click through, by the same way as a
/// provisioning file; the console says where and with which passwords. Never beside real people.
/// </summary>
internal sealed class DemoStart(
    IConfiguration configuration,
    IDbContextFactory<AuthDbContext> contexts,
    ProvisioningApplier applier,
    Issuer issuer,
    IHostApplicationLifetime lifetime) : IHostedService
{
    private const string Resource = "AuthPortal.Hosting.Demo.demo.json";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Provisioning:File"] is { Length: > 0 })
        {
            return;
        }

        var file = await ReadAsync(cancellationToken);
        if (await IsDemoOrEmptyAsync(file, cancellationToken))
        {
            await applier.ApplyAsync(Resource, file, ClientSource.Demo, cancellationToken);
            lifetime.ApplicationStarted.Register(() => Announce(file));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The demo app is a part of this server, so its addresses follow the server's.</summary>
    private async Task<ProvisioningFile> ReadAsync(CancellationToken cancellationToken)
    {
        await using var embedded = typeof(DemoStart).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var reader = new StreamReader(embedded);
        var json = (await reader.ReadToEndAsync(cancellationToken))
            .Replace("{issuer}", issuer.Value, StringComparison.Ordinal);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return await ProvisioningReader.ReadAsync(Resource, stream, cancellationToken);
    }

    private async Task<bool> IsDemoOrEmptyAsync(ProvisioningFile file, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var demo = file.Users.Select(u => u.UserName).ToList();
        return !await db.Users.AnyAsync(cancellationToken)
            || await db.Users.AnyAsync(u => demo.Contains(u.UserName!), cancellationToken);
    }

    private void Announce(ProvisioningFile file)
        => Console.WriteLine($"""

              AuthPortal runs with demo data.
                Try an app    {issuer.Url(DemoApp.Path)}
                The portal    {issuer}
                Sign in as    {string.Join($"{Environment.NewLine}                  ", file.Users.Select(Line))}

            """);

    private static string Line(ProvisionedUser user)
        => $"{user.UserName} / {user.Password}"
            + (user.Roles is { Count: > 0 } roles ? $"  ({string.Join(", ", roles)})" : string.Empty);
}
