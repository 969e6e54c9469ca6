using AuthPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients.Lint;

/// <summary>What the lint finds in apps, for whoever has proved that they are theirs.</summary>
public sealed class AppHealth(IDbContextFactory<AuthDbContext> contexts, AppPeople people, TimeProvider clock)
{
    /// <summary>By app; one with nothing to say of it has an empty list.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<LintFinding>>> CheckAsync(
        IReadOnlyCollection<string> clientIds,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var apps = await db.Clients.AsNoTracking().Include(c => c.Secrets).Where(c => clientIds.Contains(c.Id))
            .ToListAsync(cancellationToken);
        var use = await people.OfAsync(clientIds, cancellationToken);
        return apps.ToDictionary(
            app => app.Id,
            app => AppLint.Check(new LintFacts(
                app.Metadata,
                app.CreatedAt,
                use[app.Id].Scopes,
                app.Secrets,
                clock.GetUtcNow())),
            StringComparer.Ordinal);
    }
}
