using AuthPortal.Data;
using AuthPortal.Data.Entities;

namespace AuthPortal.Tokens;

/// <summary>
/// The tokens that an implicit or hybrid answer carries through the browser, OpenID Connect Core §3.2.2.5 and
/// §3.3.2.5. They hang on the person's grant like all others, and no refresh token is among them.
/// </summary>
public sealed class FrontChannel(TimeProvider clock)
{
    /// <summary>Inside a write: the family that the tokens live and die with.</summary>
    public GrantedAccess Begin(AuthDbContext db, NewCode code, Grant grant, TokenTerms terms)
    {
        var now = clock.GetUtcNow();
        terms = terms.Until(grant.ExpiresAt, now);
        var familyId = Guid.CreateVersion7(now);
        db.TokenFamilies.Add(new TokenFamily
        {
            Id = familyId,
            GrantId = code.GrantId,
            GrantType = terms.GrantType,
            Scopes = code.Scopes.ToString(),
            Resources = string.Join(' ', code.Resources),
            AuthorizationDetails = code.AuthorizationDetails,
            RequestedClaims = code.RequestedClaims,
            SessionId = code.SessionId,
            Nonce = code.Nonce,
            AuthTime = code.AuthTime,
            Amr = code.Amr,
            Acr = code.Acr,
            UserAgent = code.UserAgent,
            IpAddress = code.IpAddress,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + terms.AccessTokenLifetime,
        });
        var person = new GrantedPerson(
            grant.UserId, code.GrantId, familyId, code.AuthTime, code.Amr, code.Acr, code.SessionId, code.Nonce)
        {
            RequestedClaims = code.RequestedClaims,
        };
        var limits = new TokenLimits(code.Resources, Confirmation: null, code.AuthorizationDetails);
        return new GrantedAccess(terms, terms.At(code.Resources, code.Scopes), person) { Limits = limits };
    }
}
