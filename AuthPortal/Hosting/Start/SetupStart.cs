using AuthPortal.Accounts;
using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Hosting.Start;

/// <summary>While nobody is an administrator, each start prints a new one-time link on the console.</summary>
internal sealed class SetupStart(
    IDbContextFactory<AuthDbContext> contexts,
    SetupLink link,
    IServiceProvider services,
    IHostApplicationLifetime lifetime) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await SetupFlow.IsNeededAsync(db, cancellationToken))
        {
            lifetime.ApplicationStarted.Register(() => Announce(link.Open()));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Announce(string token)
    {
        var issuer = services.GetRequiredService<Issuer>();
        Console.WriteLine($"""

              There is no administrator yet. Create one, once, at
                {issuer.Url("/setup")}?token={token}

            """);
    }
}
