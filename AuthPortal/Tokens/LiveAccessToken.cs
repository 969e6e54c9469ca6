using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>An access token that is good at this moment, of either format.</summary>
/// <param name="ClientId">Whom it was issued to.</param>
/// <param name="UserId">The person; null when the client acts for itself.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="Audience">Where it may be used.</param>
/// <param name="IssuedAt">In whole seconds for a self-contained one.</param>
/// <param name="ExpiresAt">When it stops.</param>
/// <param name="TokenId">The <c>jti</c>; null for an opaque one.</param>
/// <param name="FamilyId">Null when the client acts for itself.</param>
public sealed record LiveAccessToken(
    string ClientId,
    string? UserId,
    ScopeSet Scopes,
    IReadOnlyList<string> Audience,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    string? TokenId,
    Guid? FamilyId)
{
    /// <summary>Its key, its details and who acts.</summary>
    public TokenLimits Limits { get; init; } = TokenLimits.None;

    /// <summary>What the person allowed; null when the client acts for itself.</summary>
    public Guid? GrantId { get; init; }

    /// <summary>The last call of userinfo that the person's activity knows of.</summary>
    public DateTimeOffset? UserInfoAt { get; init; }

    /// <summary>When and how the person had signed in; null when the client acts for itself.</summary>
    public DateTimeOffset? AuthTime { get; init; }

    public string? Acr { get; init; }

    /// <summary>The <c>claims</c> parameter of the authorization request as JSON, OpenID Connect Core §5.5.</summary>
    public string? RequestedClaims { get; init; }
}
