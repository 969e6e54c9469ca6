using System.Security.Cryptography;
using System.Text;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>
/// Refresh tokens, RFC 6749 §6, rotated at every use (RFC 9700 §4.14.2): a used one that comes back ends its family.
/// </summary>
public sealed class RefreshTokens(
    WriteQueue writes,
    StoredTokens tokens,
    IDataProtectionProvider protection,
    TimeProvider clock)
{
    /// <summary>A lost answer may be asked for again this long, and then gives the same successor.</summary>
    public static readonly TimeSpan RetryWindow = TimeSpan.FromSeconds(10);

    private static readonly OAuthError Invalid = OAuthError.InvalidGrant(
        "The refresh token is unknown, expired, revoked, already used or was issued to another client.");

    private static readonly OAuthError Widened = OAuthError.InvalidScope(
        "scope asks for more than the refresh token was issued for, or for nothing that is still allowed.");

    private static readonly OAuthError Unbound = OAuthError.InvalidGrant(
        "The refresh token is bound to a key that the request did not prove to hold.");

    private readonly IDataProtector _protector = protection.CreateProtector("AuthPortal.Tokens.RefreshSuccessor");

    /// <summary>Spends the token and stores its successor, in one transaction.</summary>
    public Task<Redemption> RedeemAsync(
        RefreshRedemption presented,
        TokenTerms terms,
        CancellationToken cancellationToken)
    {
        var successor = Secrets.Generate();
        var use = new Use(Secrets.Hash(presented.Token), presented, terms, successor, Protect(successor));
        return writes.RunAsync(db => RedeemAsync(db, use), cancellationToken);
    }

    private async Task<Redemption> RedeemAsync(AuthDbContext db, Use use)
    {
        var now = clock.GetUtcNow();
        var row = await FindAsync(db, use.Hash);
        if (row?.Family?.Grant is not { } grant
            || grant.ClientId != use.Terms.ClientId
            || use.Terms.RefreshTokenLifetime is not { } lifetime
            || row.ExpiresAt <= now)
        {
            return new Redemption.Refused(Invalid);
        }

        // RFC 9449 §5: a stolen token is worth nothing without its key, and does not end the family of who has it.
        if (Confirmation.Parse(row.Family.Confirmation)?.IsMetBy(use.Presented.Proof) == false)
        {
            return new Redemption.Refused(Unbound);
        }

        use = use with { Terms = use.Terms with { GrantType = row.Family.GrantType } };
        if (ResourceNames.Narrow(row.Family.Resources, use.Presented.Resources) is null)
        {
            return new Redemption.Refused(ResourceNames.Widened);
        }

        // Before the token is spent: a client that asks for too much may ask again.
        if (Narrow(row.Family, grant, use) is not { } scopes)
        {
            return new Redemption.Refused(Widened);
        }

        if (row.ConsumedAt is not null || !await ConsumeAsync(db, use, now))
        {
            return await AgainAsync(db, use, grant, scopes);
        }

        tokens.AddRefreshToken(db, use.Successor, row.FamilyId, lifetime);
        return await AnswerAsync(db, use, row.Family, grant, scopes, use.Successor);
    }

    private static Task<RefreshToken?> FindAsync(AuthDbContext db, byte[] hash)
        => db.RefreshTokens.AsNoTracking().Include(t => t.Family!.Grant).FirstOrDefaultAsync(t => t.Hash == hash);

    /// <summary>
    /// What the person allows and the client is registered for now, of what was asked for; null when the request
    /// widens or nothing is left.
    /// </summary>
    private static ScopeSet? Narrow(TokenFamily family, Grant grant, Use use)
    {
        var original = ScopeSet.Parse(family.Scopes);
        var wanted = use.Presented.Scopes ?? original;
        var left = wanted.Intersect(ScopeSet.Parse(grant.Scopes)).Intersect(use.Terms.Registered);
        return original.Covers(wanted) && left.Count > 0 ? left : null;
    }

    private static async Task<bool> ConsumeAsync(AuthDbContext db, Use use, DateTimeOffset now)
    {
        var successorHash = Secrets.Hash(use.Successor);
        return await db.RefreshTokens.Where(t => t.Hash == use.Hash && t.ConsumedAt == null)
            .ExecuteUpdateAsync(s => s
                .SetProperty(t => t.ConsumedAt, now)
                .SetProperty(t => t.SuccessorHash, successorHash)
                .SetProperty(t => t.ProtectedSuccessor, use.Protected)) == 1;
    }

    /// <summary>A used token: a retry within the window whose successor nobody has used, else a replay.</summary>
    private async Task<Redemption> AgainAsync(AuthDbContext db, Use use, Grant grant, ScopeSet scopes)
    {
        var now = clock.GetUtcNow();
        var row = await FindAsync(db, use.Hash);
        if (row?.Family is not { } family)
        {
            return new Redemption.Refused(Invalid);
        }

        var inTime = row.ConsumedAt is { } consumedAt && now - consumedAt <= RetryWindow;
        if (inTime
            && row.ProtectedSuccessor is { } kept
            && await db.RefreshTokens.AnyAsync(t => t.Hash == row.SuccessorHash && t.ConsumedAt == null)
            && Unprotect(kept) is { } successor)
        {
            return await AnswerAsync(db, use, family, grant, scopes, successor);
        }

        await db.TokenFamilies.Where(f => f.Id == family.Id).ExecuteDeleteAsync();
        db.AuditEvents.Add(new AuditEvent
        {
            At = now,
            Type = AuditEventType.RefreshTokenReplayed,
            UserId = grant.UserId,
            ClientId = grant.ClientId,
        });
        return new Redemption.Replayed(Invalid, grant.UserId);
    }

    private async Task<Redemption> AnswerAsync(
        AuthDbContext db,
        Use use,
        TokenFamily family,
        Grant grant,
        ScopeSet scopes,
        string successor)
    {
        var now = clock.GetUtcNow();
        var end = tokens.EndOf(use.Terms, refreshes: true);
        await db.TokenFamilies.Where(f => f.Id == family.Id).ExecuteUpdateAsync(s => s
            .SetProperty(f => f.LastUsedAt, now)
            .SetProperty(f => f.ExpiresAt, f => f.ExpiresAt > end ? f.ExpiresAt : end));
        await db.Grants.Where(g => g.Id == grant.Id).ExecuteUpdateAsync(s => s.SetProperty(g => g.LastUsedAt, now));
        var limits = new TokenLimits(
            ResourceNames.Narrow(family.Resources, use.Presented.Resources) ?? [],
            use.Terms.ConfirmationOf(use.Presented.Proof),
            family.AuthorizationDetails);
        var narrowed = use.Terms.At(limits.Resources, scopes);
        var opaque = use.Terms.Opaque ? tokens.AddAccessToken(db, use.Terms, narrowed, family.Id, limits) : null;

        // OpenID Connect Core §12.2: the ID token of a refresh carries no nonce and the original auth_time.
        var person = new GrantedPerson(
            grant.UserId, grant.Id, family.Id, family.AuthTime, family.Amr, family.Acr, family.SessionId, Nonce: null)
        {
            RequestedClaims = family.RequestedClaims,
        };
        return new Redemption.Granted(
            new GrantedAccess(use.Terms, narrowed, person, opaque, successor) { Limits = limits });
    }

    private byte[] Protect(string successor) => _protector.Protect(Encoding.ASCII.GetBytes(successor));

    private string? Unprotect(byte[] kept)
    {
        try
        {
            return Encoding.ASCII.GetString(_protector.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Use(
        byte[] Hash,
        RefreshRedemption Presented,
        TokenTerms Terms,
        string Successor,
        byte[] Protected);
}
