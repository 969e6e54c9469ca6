using AuthPortal.Data.Entities;
using AuthPortal.Data.Sql;
using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>
/// The rows that tokens leave behind, added inside the write that spends what they are given for. Plaintext is
/// returned once; what is stored is its hash.
/// </summary>
public sealed class StoredTokens(Issuer issuer, TimeProvider clock)
{
    /// <summary>As late as a last use may be shown: no row is written again for less.</summary>
    internal static readonly TimeSpan Lateness = TimeSpan.FromSeconds(10);

    private static readonly SqlStatement GrantUsed = new(
        """UPDATE "Grants" SET "LastUsedAt" = @p0 WHERE "Id" = @p1""");

    /// <summary>Stores an opaque access token.</summary>
    public async ValueTask<string> AddAccessTokenAsync(
        SqlSession sql,
        TokenTerms terms,
        ScopeSet scopes,
        Guid? familyId,
        TokenLimits limits)
    {
        var token = Secrets.Generate();
        var now = clock.GetUtcNow();
        await sql.AddAsync(new AccessToken
        {
            Hash = Secrets.Hash(token),
            ClientId = terms.ClientId,
            FamilyId = familyId,
            Scopes = scopes.ToString(),
            Audience = string.Join(' ', AudienceOf(terms, scopes, limits)),
            Confirmation = limits.Confirmation?.ToString(),
            AuthorizationDetails = limits.AuthorizationDetails,
            Actor = limits.Actor,
            CreatedAt = now,
            ExpiresAt = now + terms.AccessTokenLifetime,
        });
        return token;
    }

    /// <summary>Stores a refresh token that the caller has made.</summary>
    public ValueTask AddRefreshTokenAsync(SqlSession sql, string token, Guid familyId, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        return sql.AddAsync(new RefreshToken
        {
            Hash = Secrets.Hash(token),
            FamilyId = familyId,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        });
    }

    /// <summary>A person's grant was used.</summary>
    public async ValueTask NoteUseAsync(SqlSession sql, Grant grant)
    {
        var now = clock.GetUtcNow();
        if (IsLate(grant.LastUsedAt, now))
        {
            await sql.ExecuteAsync(GrantUsed, now, grant.Id);
        }
    }

    /// <summary>Whether a last use has to be stored again; a clock that was set back counts too.</summary>
    internal static bool IsLate(DateTimeOffset? lastUse, DateTimeOffset now)
        => lastUse is not { } last || (now - last).Duration() >= Lateness;

    /// <summary>
    /// RFC 9068 §3: the resources that were asked for; else those that the scopes open, with this server beside them for
    /// openid, whose claims lie at /userinfo; else this server.
    /// </summary>
    public IReadOnlyList<string> AudienceOf(TokenTerms terms, ScopeSet scopes, TokenLimits limits)
        => limits.Resources.Count > 0
            ? limits.Resources
            : terms.Resources.AudiencesOf(scopes) is { Count: > 0 } resources
                ? scopes.Contains("openid") ? [.. resources, issuer.Value] : resources
                : [issuer.Value];

    /// <summary>When the longest-lived token issued now is dead.</summary>
    public DateTimeOffset EndOf(TokenTerms terms, bool refreshes)
    {
        var longest = refreshes && terms.RefreshTokenLifetime is { } refresh && refresh > terms.AccessTokenLifetime
            ? refresh
            : terms.AccessTokenLifetime;
        return clock.GetUtcNow() + longest;
    }
}
