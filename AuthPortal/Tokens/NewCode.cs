using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>
/// What an authorization code stands for, RFC 6749 §4.1.2. <paramref name="Amr"/> is space-separated (RFC 8176).
/// </summary>
public sealed record NewCode(
    Guid GrantId,
    string RedirectUri,
    bool RedirectUriWasSent,
    ScopeSet Scopes,
    string? Nonce,
    string? CodeChallenge,
    string? SessionId,
    DateTimeOffset AuthTime,
    string Amr,
    string? Acr,
    string? UserAgent,
    string? IpAddress);
