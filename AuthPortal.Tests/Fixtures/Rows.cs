using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Fixtures;

/// <summary>All that a request could have changed, in numbers: two equal pictures mean that nothing was issued.</summary>
public sealed record Rows(
    int People,
    int Clients,
    int Grants,
    int Codes,
    int UsedCodes,
    int Families,
    int RefreshTokens,
    int UsedRefreshTokens,
    int AccessTokens,
    int RevokedAccessTokens,
    int Interactions,
    int Events)
{
    public static Task<Rows> CountAsync(Portal portal) => portal.ReadAsync(async db => new Rows(
        await db.Users.CountAsync(),
        await db.Clients.CountAsync(),
        await db.Grants.CountAsync(),
        await db.AuthorizationCodes.CountAsync(),
        await db.AuthorizationCodes.CountAsync(c => c.ConsumedAt != null),
        await db.TokenFamilies.CountAsync(),
        await db.RefreshTokens.CountAsync(),
        await db.RefreshTokens.CountAsync(t => t.ConsumedAt != null),
        await db.AccessTokens.CountAsync(),
        await db.RevokedAccessTokens.CountAsync(),
        await db.Interactions.CountAsync(),
        await db.AuditEvents.CountAsync()));
}
