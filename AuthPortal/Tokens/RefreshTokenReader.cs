using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>Tells whether a refresh token could be used at this moment, for introspection.</summary>
public sealed class RefreshTokenReader(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    /// <summary>Null for one that is unknown, used, expired or revoked.</summary>
    public async Task<LiveRefreshToken?> ReadAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Secrets.Hash(token);
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.RefreshTokens.AsNoTracking()
            .Where(t => t.Hash == hash && t.ConsumedAt == null && t.ExpiresAt > now)
            .Where(t => t.Family!.Grant!.Client!.DisabledAt == null)
            .Select(t => new
            {
                t.Family!.Grant!.ClientId,
                t.Family.Grant.UserId,
                t.Family.Scopes,
                t.CreatedAt,
                t.ExpiresAt,
            })
            .FirstOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : new LiveRefreshToken(row.ClientId, row.UserId, ScopeSet.Parse(row.Scopes), row.CreatedAt, row.ExpiresAt);
    }
}

/// <summary>A refresh token that has not been used, with the scopes of the original authorization.</summary>
public sealed record LiveRefreshToken(
    string ClientId,
    string UserId,
    ScopeSet Scopes,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt);
