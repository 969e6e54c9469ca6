using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Data.Sql;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Grants;

/// <summary>What each person allowed each app: one row a pair.</summary>
public sealed class GrantStore(SqlReads reads, TimeProvider clock)
{
    private static readonly TimeSpan OneDay = TimeSpan.FromHours(24);
    private static readonly TimeSpan ThirtyDays = TimeSpan.FromDays(30);

    /// <summary>What stands now; null also when it has ended by itself.</summary>
    public async Task<Grant?> FindAsync(string userId, string clientId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await reads.FindGrantAsync(userId, clientId) is { } grant && !grant.HasEnded(clock.GetUtcNow()) ? grant : null;
    }

    /// <summary>Inside a write: the grant, unless it is revoked or has ended.</summary>
    public async Task<Grant?> StandingAsync(AuthDbContext db, Guid id)
    {
        var sql = await db.StatementsAsync();
        return await sql.FindGrantAsync(id) is { } grant && !grant.HasEnded(clock.GetUtcNow()) ? grant : null;
    }

    /// <summary>How long a grant was allowed for, as far as its end still tells: what the consent page starts with.</summary>
    public ConsentDuration DurationOf(Grant? grant) => grant?.ExpiresAt is not { } end ? ConsentDuration.UntilRevoked
        : end - clock.GetUtcNow() > OneDay ? ConsentDuration.ThirtyDays
        : ConsentDuration.Today;

    /// <summary>
    /// Inside a write: adds what is allowed to what the app may do and takes what is denied out of it, and remembers
    /// both. What had ended by itself begins anew, with nothing of what was. Publish a notice after the commit.
    /// </summary>
    /// <returns>The grant, or null when the person or the app is gone.</returns>
    public async Task<Grant?> AllowAsync(AuthDbContext db, string userId, string clientId, Allowance allowance)
    {
        var grant = await CurrentAsync(db, userId, clientId) ?? await AddAsync(db, userId, clientId);
        if (grant is null)
        {
            return null;
        }

        var (allowed, denied, details, lasts) = allowance;
        grant.Scopes = ScopeSet.Parse(grant.Scopes).Except(denied).Union(allowed).ToString();
        grant.DeniedScopes = ScopeSet.Parse(grant.DeniedScopes).Except(allowed).Union(denied).ToString();
        if (details is { Items.Count: > 0 })
        {
            var known = AuthorizationDetails.Parse(grant.AuthorizationDetails) ?? AuthorizationDetails.Empty;
            grant.AuthorizationDetails = known.Union(details).ToText();
        }

        grant.UpdatedAt = clock.GetUtcNow();
        grant.ExpiresAt = lasts switch
        {
            ConsentDuration.Today => grant.UpdatedAt + OneDay,
            ConsentDuration.ThirtyDays => grant.UpdatedAt + ThirtyDays,
            ConsentDuration.UntilRevoked => null,
            _ => grant.ExpiresAt,
        };
        return grant;
    }

    private async Task<Grant?> CurrentAsync(AuthDbContext db, string userId, string clientId)
    {
        var grant = await db.Grants.FirstOrDefaultAsync(g => g.UserId == userId && g.ClientId == clientId);
        if (grant?.HasEnded(clock.GetUtcNow()) != true)
        {
            return grant;
        }

        // Its sign-ins go with it: none of them may come to life with the new yes.
        db.Entry(grant).State = EntityState.Detached;
        await db.Grants.Where(g => g.Id == grant.Id).ExecuteDeleteAsync();
        return null;
    }

    private async Task<Grant?> AddAsync(AuthDbContext db, string userId, string clientId)
    {
        if (!await db.Users.AnyAsync(u => u.Id == userId) || !await db.Clients.AnyAsync(c => c.Id == clientId))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var grant = new Grant
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            ClientId = clientId,
            Scopes = string.Empty,
            CreatedAt = now,
        };
        db.Grants.Add(grant);
        return grant;
    }
}

/// <summary>What a person says yes and no to.</summary>
/// <param name="Allowed">Scopes that the app may use.</param>
/// <param name="Denied">Optional scopes that were unticked.</param>
/// <param name="Details">What is allowed in detail, RFC 9396.</param>
/// <param name="Lasts">For how long; null leaves the end as it is, and a new grant without one.</param>
public sealed record Allowance(
    ScopeSet Allowed,
    ScopeSet Denied,
    AuthorizationDetails? Details = null,
    ConsentDuration? Lasts = null);
