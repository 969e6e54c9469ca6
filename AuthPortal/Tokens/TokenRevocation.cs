using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>Ends one token at its client's wish, RFC 7009. A refresh token takes its whole family along.</summary>
public sealed class TokenRevocation(WriteQueue writes, AccessTokenReader reader, TimeProvider clock)
{
    private static readonly TokenRevocationOutcome Nothing = new(Refused: null, UserId: null);

    // §2.1: "If this validation fails, the request is refused and the client is informed"; invalid_grant is
    // RFC 6749 §5.2's word for a token that "was issued to another client".
    private static readonly TokenRevocationOutcome Foreign = new(
        OAuthError.InvalidGrant("The token was issued to another client.").Because(ErrorReason.TokenOfOtherClient),
        UserId: null);

    /// <summary>An unknown, expired or revoked token is no error: what the client wants is so already (§2.2).</summary>
    public async Task<TokenRevocationOutcome> RevokeAsync(
        string token,
        string clientId,
        CancellationToken cancellationToken)
    {
        if (!token.Contains('.', StringComparison.Ordinal))
        {
            return await writes.RunAsync(db => RevokeStoredAsync(db, token, clientId), cancellationToken);
        }

        if (await reader.ReadAsync(token, cancellationToken) is not { TokenId: { } tokenId } live)
        {
            return Nothing;
        }

        if (live.ClientId != clientId)
        {
            return Foreign;
        }

        await writes.RunAsync(
            async db =>
            {
                if (!await db.RevokedAccessTokens.AnyAsync(r => r.TokenId == tokenId))
                {
                    db.RevokedAccessTokens.Add(new RevokedAccessToken { TokenId = tokenId, ExpiresAt = live.ExpiresAt });
                }
            },
            cancellationToken);
        return Nothing;
    }

    private async Task<TokenRevocationOutcome> RevokeStoredAsync(AuthDbContext db, string token, string clientId)
    {
        var hash = Secrets.Hash(token);
        var family = await db.RefreshTokens.Where(t => t.Hash == hash)
            .Select(t => new { t.FamilyId, t.Family!.Grant!.ClientId, t.Family.Grant.UserId })
            .FirstOrDefaultAsync();
        if (family is not null)
        {
            return family.ClientId == clientId
                ? await EndFamilyAsync(db, family.FamilyId, family.ClientId, family.UserId)
                : Foreign;
        }

        var owner = await db.AccessTokens.Where(t => t.Hash == hash).Select(t => t.ClientId).FirstOrDefaultAsync();
        if (owner is not null && owner != clientId)
        {
            return Foreign;
        }

        await db.AccessTokens.Where(t => t.Hash == hash).ExecuteDeleteAsync();
        return Nothing;
    }

    private async Task<TokenRevocationOutcome> EndFamilyAsync(
        AuthDbContext db,
        Guid familyId,
        string clientId,
        string userId)
    {
        await db.TokenFamilies.Where(f => f.Id == familyId).ExecuteDeleteAsync();
        db.AuditEvents.Add(new AuditEvent
        {
            At = clock.GetUtcNow(),
            Type = AuditEventType.TokenRevoked,
            UserId = userId,
            ClientId = clientId,
        });
        return new TokenRevocationOutcome(Refused: null, userId);
    }
}

/// <summary>
/// A refusal, or nothing to say; <paramref name="UserId"/> is the person whose connected app changed by it.
/// </summary>
public sealed record TokenRevocationOutcome(OAuthError? Refused, string? UserId);
