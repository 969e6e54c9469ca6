using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>
/// The rows that tokens leave behind, added inside the write that spends what they are given for. Plaintext is
/// returned once; what is stored is its hash.
/// </summary>
public sealed class StoredTokens(Issuer issuer, TimeProvider clock)
{
    /// <summary>Stores an opaque access token.</summary>
    public string AddAccessToken(
        AuthDbContext db,
        TokenTerms terms,
        ScopeSet scopes,
        Guid? familyId,
        TokenLimits limits)
    {
        var token = Secrets.Generate();
        var now = clock.GetUtcNow();
        db.AccessTokens.Add(new AccessToken
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
    public void AddRefreshToken(AuthDbContext db, string token, Guid familyId, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        db.RefreshTokens.Add(new RefreshToken
        {
            Hash = Secrets.Hash(token),
            FamilyId = familyId,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        });
    }

    /// <summary>RFC 9068 §3: the resources that were asked for, else those that the scopes open, else the issuer.</summary>
    public IReadOnlyList<string> AudienceOf(TokenTerms terms, ScopeSet scopes, TokenLimits limits)
        => limits.Resources.Count > 0
            ? limits.Resources
            : terms.Resources.AudiencesOf(scopes) is { Count: > 0 } resources ? resources : [issuer.Value];

    /// <summary>When the longest-lived token issued now is dead.</summary>
    public DateTimeOffset EndOf(TokenTerms terms, bool refreshes)
    {
        var longest = refreshes && terms.RefreshTokenLifetime is { } refresh && refresh > terms.AccessTokenLifetime
            ? refresh
            : terms.AccessTokenLifetime;
        return clock.GetUtcNow() + longest;
    }
}
