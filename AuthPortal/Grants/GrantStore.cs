using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Grants;

/// <summary>What each person allowed each app: one row a pair.</summary>
public sealed class GrantStore(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    public async Task<Grant?> FindAsync(string userId, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Grants.AsNoTracking()
            .FirstOrDefaultAsync(g => g.UserId == userId && g.ClientId == clientId, cancellationToken);
    }

    /// <summary>
    /// Inside a write: adds <paramref name="allowed"/> to what the app may do and takes <paramref name="denied"/> out
    /// of it, and remembers both, with what was allowed in detail (RFC 9396). Publish a notice after the commit.
    /// </summary>
    /// <returns>The grant's id, or null when the person or the app is gone.</returns>
    public async Task<Guid?> AllowAsync(
        AuthDbContext db,
        string userId,
        string clientId,
        ScopeSet allowed,
        ScopeSet denied,
        AuthorizationDetails? details = null)
    {
        var now = clock.GetUtcNow();
        var grant = await db.Grants.FirstOrDefaultAsync(g => g.UserId == userId && g.ClientId == clientId);
        if (grant is null)
        {
            if (!await db.Users.AnyAsync(u => u.Id == userId) || !await db.Clients.AnyAsync(c => c.Id == clientId))
            {
                return null;
            }

            grant = new Grant
            {
                Id = Guid.CreateVersion7(now),
                UserId = userId,
                ClientId = clientId,
                Scopes = string.Empty,
                CreatedAt = now,
            };
            db.Grants.Add(grant);
        }

        grant.Scopes = ScopeSet.Parse(grant.Scopes).Except(denied).Union(allowed).ToString();
        grant.DeniedScopes = ScopeSet.Parse(grant.DeniedScopes).Except(allowed).Union(denied).ToString();
        if (details is { Items.Count: > 0 })
        {
            var known = AuthorizationDetails.Parse(grant.AuthorizationDetails) ?? AuthorizationDetails.Empty;
            grant.AuthorizationDetails = known.Union(details).ToText();
        }

        grant.UpdatedAt = now;
        return grant.Id;
    }
}
