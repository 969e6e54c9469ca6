using AuthPortal.Clients;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Hosting.Provisioning;

/// <summary>
/// Checks and writes a file in one transaction, all or nothing. At start the write queue does not run yet, so it
/// takes the writer's turn itself.
/// </summary>
internal sealed class ProvisioningApplier(
    IDbContextFactory<AuthDbContext> contexts,
    WriteTurn turn,
    IServiceScopeFactory scopes)
{
    /// <exception cref="Start.StartRefusedException">Something in the file is wrong; nothing was written.</exception>
    public async Task ApplyAsync(
        string path,
        ProvisioningFile file,
        ClientSource source,
        CancellationToken cancellationToken)
    {
        var clients = ProvisioningReader.Clients(path, file);
        using var held = await turn.TakeAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.HasWriteTurn = true;
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await CheckAsync(db, path, file, clients, cancellationToken);
            using var scope = scopes.CreateScope();
            await scope.ServiceProvider.GetRequiredService<ProvisioningWriter>()
                .ApplyAsync(db, file, clients, source, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            db.HasWriteTurn = false;
        }
    }

    private static async Task CheckAsync(
        AuthDbContext db,
        string path,
        ProvisioningFile file,
        IReadOnlyList<ProvisionedClient> clients,
        CancellationToken cancellationToken)
    {
        var stored = await db.Scopes.Select(s => s.Name).ToListAsync(cancellationToken);
        var known = ScopeCatalog.Standard.Union(ScopeSet.Of(stored.Concat(file.Scopes.Select(s => s.Name))));
        var people = await db.Users.Select(u => u.NormalizedUserName!).ToListAsync(cancellationToken);
        var names = people.Concat(file.Users.Select(u => u.UserName.ToUpperInvariant()))
            .ToHashSet(StringComparer.Ordinal);
        if (ProvisioningRules.Problem(file, clients, known, names) is { } problem)
        {
            throw ProvisioningReader.Refuse(path, problem.Member, problem.Reason);
        }
    }
}
