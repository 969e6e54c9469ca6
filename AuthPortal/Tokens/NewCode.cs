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
    string? IpAddress)
{
    /// <summary>Shorter than the server's setting where the client's profile asks for it.</summary>
    public TimeSpan? LongestLife { get; init; }

    /// <summary>RFC 8707; empty means none was named.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>A JSON array, RFC 9396.</summary>
    public string? AuthorizationDetails { get; init; }

    /// <summary>The <c>claims</c> parameter as JSON.</summary>
    public string? RequestedClaims { get; init; }

    /// <summary>The key that alone may redeem it, RFC 9449 §10.</summary>
    public string? DpopThumbprint { get; init; }
}
