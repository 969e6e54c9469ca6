using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients.Lint;

/// <summary>What the lint finds in apps, for whoever has proved that they are theirs.</summary>
public sealed class AppHealth(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    /// <summary>By app; one with nothing to say of it has an empty list.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<LintFinding>>> CheckAsync(
        IReadOnlyCollection<string> clientIds,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var apps = await db.Clients.AsNoTracking().Include(c => c.Secrets).Where(c => clientIds.Contains(c.Id))
            .ToListAsync(cancellationToken);
        var scopes = await db.Grants.Where(g => clientIds.Contains(g.ClientId)).Select(g => new { g.ClientId, g.Scopes })
            .Distinct().ToListAsync(cancellationToken);
        var used = scopes.ToLookup(s => s.ClientId, s => s.Scopes, StringComparer.Ordinal);
        return apps.ToDictionary(
            app => app.Id,
            app => AppLint.Check(new LintFacts(
                app.Metadata,
                app.CreatedAt,
                ScopeSet.Parse(string.Join(' ', used[app.Id])),
                app.Secrets,
                clock.GetUtcNow())),
            StringComparer.Ordinal);
    }
}
