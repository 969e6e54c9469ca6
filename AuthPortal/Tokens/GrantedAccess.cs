using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>What a grant type has proven: the issuer mints from it and asks nothing more.</summary>
/// <param name="Terms">On which terms the client gets its tokens.</param>
/// <param name="Scopes">Of the access token.</param>
/// <param name="Person">Null when the client acts for itself (RFC 6749 §4.4).</param>
/// <param name="OpaqueAccessToken">The access token where the redemption's own transaction stored it.</param>
/// <param name="RefreshToken">The refresh token that the redemption's transaction stored.</param>
public sealed record GrantedAccess(
    TokenTerms Terms,
    ScopeSet Scopes,
    GrantedPerson? Person,
    string? OpaqueAccessToken = null,
    string? RefreshToken = null)
{
    public TokenLimits Limits { get; init; } = TokenLimits.None;

    /// <summary>RFC 8693 §2.2.1; null for every grant but token exchange.</summary>
    public string? IssuedTokenType { get; init; }
}

/// <summary>For whom, and how that person had signed in. <paramref name="Amr"/> is space-separated.</summary>
public sealed record GrantedPerson(
    string UserId,
    Guid GrantId,
    Guid FamilyId,
    DateTimeOffset AuthTime,
    string Amr,
    string? Acr,
    string? SessionId,
    string? Nonce)
{
    /// <summary>The <c>claims</c> parameter of the authorization request as JSON, OpenID Connect Core §5.5.</summary>
    public string? RequestedClaims { get; init; }
}
