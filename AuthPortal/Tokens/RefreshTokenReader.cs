using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>Tells whether a refresh token could be used at this moment, for introspection.</summary>
public sealed class RefreshTokenReader(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    /// <summary>Null for one that is unknown, used, expired or revoked, or that nothing is left of.</summary>
    public async Task<LiveRefreshToken?> ReadAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Secrets.Hash(token);
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.RefreshTokens.AsNoTracking()
            .Where(t => t.Hash == hash && t.ConsumedAt == null && t.ExpiresAt > now)
            .Where(t => t.Family!.Grant!.Client!.DisabledAt == null)
            .Where(t => t.Family!.Grant!.ExpiresAt == null || t.Family.Grant.ExpiresAt > now)
            .Select(t => new
            {
                t.Family!.Grant!.ClientId,
                t.Family.Grant.UserId,
                t.Family.Scopes,
                Allowed = t.Family.Grant.Scopes,
                t.CreatedAt,
                t.ExpiresAt,
                Ends = t.Family.Grant.ExpiresAt,
            })
            .FirstOrDefaultAsync(cancellationToken);
        return row is null || ScopeSet.Parse(row.Scopes).Intersect(ScopeSet.Parse(row.Allowed)) is not { Count: > 0 } left
            ? null
            : new LiveRefreshToken(
                row.ClientId, row.UserId, left, row.CreatedAt, row.Ends < row.ExpiresAt ? row.Ends.Value : row.ExpiresAt);
    }
}

/// <summary>A refresh token that has not been used, with the scopes that it would still give.</summary>
public sealed record LiveRefreshToken(
    string ClientId,
    string UserId,
    ScopeSet Scopes,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt);
