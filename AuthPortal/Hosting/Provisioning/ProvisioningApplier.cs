using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Hosting.Provisioning;

/// <summary>
/// Checks and writes a file in one transaction, all or nothing. At start the write queue does not run yet, so it
/// takes the writer's turn itself.
/// </summary>
internal sealed class ProvisioningApplier(
    IDbContextFactory<AuthDbContext> contexts,
    WriteTurn turn,
    IServiceScopeFactory scopes,
    SectorProof sectors,
    IOptions<OAuthOptions> options)
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

    /// <summary>Normalized names and addresses of those whom the file speaks of: everybody would be too many.</summary>
    private static async Task<List<(string UserName, string? Email)>> NamedPeopleAsync(
        AuthDbContext db,
        ProvisioningFile file,
        IReadOnlyList<ProvisionedClient> clients,
        CancellationToken cancellationToken)
    {
        var names = file.Users.Select(u => u.UserName).Concat(clients.Select(c => c.Owner).OfType<string>())
            .Select(name => name.ToUpperInvariant()).ToList();
        var addresses = file.Users.Select(u => u.Email.ToUpperInvariant()).ToList();
        var people = await db.Users.Where(u => names.Contains(u.NormalizedUserName!))
            .Concat(db.Users.Where(u => addresses.Contains(u.NormalizedEmail!)))
            .Select(u => new { Name = u.NormalizedUserName!, Email = u.NormalizedEmail })
            .ToListAsync(cancellationToken);
        return [.. people.Select(p => (p.Name, p.Email))];
    }

    private async Task CheckAsync(
        AuthDbContext db,
        string path,
        ProvisioningFile file,
        IReadOnlyList<ProvisionedClient> clients,
        CancellationToken cancellationToken)
    {
        var stored = await db.Scopes.Select(s => s.Name).ToListAsync(cancellationToken);
        var known = ScopeCatalog.Standard.Union(ScopeSet.Of(stored.Concat(file.Scopes.Select(s => s.Name))));
        var people = await NamedPeopleAsync(db, file, clients, cancellationToken);
        var names = people.Select(p => p.UserName).Concat(file.Users.Select(u => u.UserName.ToUpperInvariant()))
            .ToHashSet(StringComparer.Ordinal);
        var types = await db.AuthorizationDetailTypes.Select(t => t.Type).ToListAsync(cancellationToken);
        var rules = new RegistrationContext(IsAdministrator: true, known, NameRequired: false)
        {
            LegacyGrants = options.Value.LegacyGrants,
            MutualTls = options.Value.MutualTls,
            DetailTypes = [.. types, .. file.AuthorizationDetailTypes.Select(t => t.Type)],
        };
        if (await SchemaProblemAsync(file, cancellationToken) is { } at)
        {
            throw ProvisioningReader.Refuse(path, at, "it must be a JSON schema that refers to nothing outside of it");
        }

        if ((ProvisioningRules.Problem(file, clients, rules, names)
            ?? ProvisioningRules.TakenAddress(file, people)) is { } problem)
        {
            throw ProvisioningReader.Refuse(path, problem.Member, problem.Reason);
        }

        foreach (var (index, client) in clients.Index())
        {
            // A sector that was proven before is not asked again: the start depends on nobody else's server.
            var current = await db.Clients.AsNoTracking().Where(c => c.Id == client.Id).Select(c => c.Metadata)
                .FirstOrDefaultAsync(cancellationToken);
            if (await sectors.ProblemAsync(client.Metadata, current, cancellationToken) is { } broken)
            {
                throw ProvisioningReader.Refuse(path, $"clients[{index}].{broken.Place}", ProvisioningRules.Sentence(broken));
            }
        }
    }

    private static async Task<string?> SchemaProblemAsync(ProvisioningFile file, CancellationToken cancellationToken)
    {
        foreach (var (index, type) in file.AuthorizationDetailTypes.Index())
        {
            if (await DetailSchema.ReadAsync(type.Schema.ToJsonString(), cancellationToken) is null)
            {
                return $"authorizationDetailTypes[{index}].schema";
            }
        }

        return null;
    }
}
