using System.Security.Cryptography;
using System.Text;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Data.Sql;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>
/// Refresh tokens, RFC 6749 §6, rotated at every use (RFC 9700 §4.14.2): a used one that comes back ends its family. Those
/// of a FAPI 2.0 client stay as they are.
/// </summary>
public sealed class RefreshTokens(
    WriteQueue writes,
    StoredTokens tokens,
    IDataProtectionProvider protection,
    TimeProvider clock)
{
    /// <summary>A lost answer may be asked for again this long, and then gives the same successor.</summary>
    public static readonly TimeSpan RetryWindow = TimeSpan.FromSeconds(10);

    /// <summary>A person's activity shows that an app refreshes and not each time: one line a sign-in and this long.</summary>
    internal static readonly TimeSpan ActivityGap = TimeSpan.FromHours(1);

    /// <summary>The one use: whoever comes second changes no row.</summary>
    private static readonly SqlStatement Consume = new(
        """
        UPDATE "RefreshTokens" SET "ConsumedAt" = @p0, "SuccessorHash" = @p1, "ProtectedSuccessor" = @p2
        WHERE "Hash" = @p3 AND "ConsumedAt" IS NULL
        """);

    private static readonly SqlStatement Prolong = new(
        """UPDATE "RefreshTokens" SET "ExpiresAt" = @p0 WHERE "Hash" = @p1 AND "ConsumedAt" IS NULL""");

    private static readonly SqlStatement Unused = new(
        """SELECT 1 FROM "RefreshTokens" WHERE "Hash" = @p0 AND "ConsumedAt" IS NULL""");

    private static readonly SqlStatement Used = new(
        """UPDATE "TokenFamilies" SET "LastUsedAt" = @p0, "ExpiresAt" = @p1 WHERE "Id" = @p2""");

    private static readonly OAuthError Invalid = OAuthError.InvalidGrant(
        "The refresh token is unknown, expired, revoked, already used or was issued to another client.")
            .Because(ErrorReason.RefreshTokenUnknown);

    private static readonly OAuthError Widened = OAuthError.InvalidScope(
        "scope asks for more than the refresh token was issued for, or for nothing that is still allowed.")
            .Because(ErrorReason.ScopeWidened);

    private static readonly OAuthError Unbound = OAuthError.InvalidGrant(
        "The refresh token is bound to a key that the request did not prove to hold.").Because(ErrorReason.KeyOther);

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
        var sql = await db.StatementsAsync();
        var row = await sql.FindRefreshTokenAsync(use.Hash);
        if (row?.Family?.Grant is not { } grant || grant.ClientId != use.Terms.ClientId || grant.HasEnded(now)
            || use.Terms.Until(grant.ExpiresAt, now).RefreshTokenLifetime is not { } lifetime)
        {
            return new Redemption.Refused(Invalid);
        }

        if (row.ExpiresAt <= now)
        {
            return new Redemption.Refused(Invalid.Because(ErrorReason.RefreshTokenExpired));
        }

        // RFC 9449 §5: a stolen token is worth nothing without its key, and does not end the family of who has it.
        if (Confirmation.Parse(row.Family.Confirmation)?.IsMetBy(use.Presented.Proof) == false)
        {
            return new Redemption.Refused(Unbound);
        }

        use = use with { Terms = use.Terms.Until(grant.ExpiresAt, now) with { GrantType = row.Family.GrantType } };
        // Before the token is spent: a client that asks for too much may ask again.
        if (Excess(row.Family, use.Presented) is { } excess)
        {
            return new Redemption.Refused(excess);
        }

        if (Narrow(row.Family, grant, use) is not { } scopes)
        {
            return new Redemption.Refused(Widened);
        }

        return row.ConsumedAt is null && await SpendAsync(sql, use, row.FamilyId, lifetime)
            ? await AnswerAsync(sql, use, row.Family, grant, scopes, use.Terms.Rotates ? use.Successor : use.Presented.Token)
            : await AgainAsync(db, use, grant, scopes);
    }

    private static OAuthError? Excess(TokenFamily family, RefreshRedemption presented)
        => ResourceNames.Narrow(family.Resources, presented.Resources) is null ? ResourceNames.Widened
            : GrantedDetails.TryNarrow(family.AuthorizationDetails, presented.Details, out _) ? null
            : GrantedDetails.Widened;

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

    /// <summary>False when it was spent meanwhile. A client whose tokens do not rotate keeps the one that it has.</summary>
    private async Task<bool> SpendAsync(SqlSession sql, Use use, Guid familyId, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        if (!use.Terms.Rotates)
        {
            return await sql.ExecuteAsync(Prolong, now + lifetime, use.Hash) == 1;
        }

        if (await sql.ExecuteAsync(Consume, now, Secrets.Hash(use.Successor), use.Protected, use.Hash) != 1)
        {
            return false;
        }

        await tokens.AddRefreshTokenAsync(sql, use.Successor, familyId, lifetime);
        return true;
    }

    /// <summary>A used token: a retry within the window whose successor nobody has used, else a replay.</summary>
    private async Task<Redemption> AgainAsync(AuthDbContext db, Use use, Grant grant, ScopeSet scopes)
    {
        var now = clock.GetUtcNow();
        var sql = await db.StatementsAsync();
        var row = await sql.FindRefreshTokenAsync(use.Hash);
        if (row?.Family is not { } family)
        {
            return new Redemption.Refused(Invalid);
        }

        var inTime = row.ConsumedAt is { } consumedAt && now - consumedAt <= RetryWindow;
        if (inTime
            && row.ProtectedSuccessor is { } kept
            && await sql.AnyAsync(Unused, row.SuccessorHash)
            && Unprotect(kept) is { } successor)
        {
            return await AnswerAsync(sql, use, family, grant, scopes, successor);
        }

        await db.TokenFamilies.Where(f => f.Id == family.Id).ExecuteDeleteAsync();
        db.AuditEvents.Add(new AuditEvent
        {
            At = now,
            Type = AuditEventType.RefreshTokenReplayed,
            UserId = grant.UserId,
            ClientId = grant.ClientId,
        });
        return new Redemption.Replayed(Invalid.Because(ErrorReason.RefreshTokenUsedBefore), grant.UserId);
    }

    private async Task<Redemption> AnswerAsync(
        SqlSession sql,
        Use use,
        TokenFamily family,
        Grant grant,
        ScopeSet scopes,
        string successor)
    {
        var now = clock.GetUtcNow();
        var end = tokens.EndOf(use.Terms, refreshes: true);
        if (now - family.LastUsedAt >= ActivityGap)
        {
            await sql.AddAsync(new AuditEvent
            {
                At = now,
                Type = AuditEventType.TokensRefreshed,
                UserId = grant.UserId,
                ClientId = grant.ClientId,
                UserAgent = family.UserAgent,
            });
        }

        if (StoredTokens.IsLate(family.LastUsedAt, now) || family.ExpiresAt < end)
        {
            // A little longer than its tokens, so that the next refresh need not write it again.
            end = grant.ExpiresAt < end + StoredTokens.Lateness ? end : end + StoredTokens.Lateness;
            await sql.ExecuteAsync(Used, now, family.ExpiresAt > end ? family.ExpiresAt : end, family.Id);
        }

        await tokens.NoteUseAsync(sql, grant);
        var limits = new TokenLimits(
            ResourceNames.Narrow(family.Resources, use.Presented.Resources) ?? [],
            use.Terms.ConfirmationOf(use.Presented.Proof),
            GrantedDetails.TryNarrow(family.AuthorizationDetails, use.Presented.Details, out var details) ? details : null);
        var narrowed = use.Terms.At(limits.Resources, scopes);
        var opaque = use.Terms.Opaque
            ? await tokens.AddAccessTokenAsync(sql, use.Terms, narrowed, family.Id, limits)
            : null;

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
