using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Activity;

/// <summary>When a person allowed an app each of its scopes: the grant's row knows only its own beginning.</summary>
public sealed class ConsentHistory(IDbContextFactory<AuthDbContext> contexts)
{
    /// <summary>The first time of each scope since the grant began; a scope that was never asked for is not in it.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> FirstAllowedAsync(
        string userId,
        string clientId,
        DateTimeOffset since,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var events = await db.AuditEvents.AsNoTracking()
            .Where(e => e.UserId == userId && e.ClientId == clientId && e.At >= since)
            .Where(e => e.Type == AuditEventType.ConsentAllowed)
            .OrderBy(e => e.At)
            .ToListAsync(cancellationToken);
        var first = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var allowed in events)
        {
            foreach (var scope in ScopeSet.Parse(allowed.Data.GetValueOrDefault("scopes")))
            {
                first.TryAdd(scope, allowed.At);
            }
        }

        return first;
    }
}
