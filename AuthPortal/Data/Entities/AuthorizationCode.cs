namespace AuthPortal.Data.Entities;

/// <summary>
/// RFC 6749 §4.1.2. A consumed row stays as long as what it gave, so that a replay can end that.
/// </summary>
public sealed class AuthorizationCode
{
    /// <summary>SHA-256 of the code.</summary>
    public required byte[] Hash { get; init; }

    public Guid GrantId { get; init; }

    public Grant? Grant { get; init; }

    public required string RedirectUri { get; init; }

    /// <summary>False when the request left redirect_uri out, so the token request may too.</summary>
    public bool RedirectUriWasSent { get; init; }

    public required string Scopes { get; init; }

    public string? Nonce { get; init; }

    public string? CodeChallenge { get; init; }

    /// <summary>Space-separated resources that were asked for, RFC 8707; empty means none was named.</summary>
    public string Resources { get; init; } = string.Empty;

    /// <summary>A JSON array, RFC 9396.</summary>
    public string? AuthorizationDetails { get; init; }

    /// <summary>The <c>claims</c> parameter as JSON, OpenID Connect Core §5.5.</summary>
    public string? RequestedClaims { get; init; }

    /// <summary>The key that alone may redeem it, RFC 9449 §10.</summary>
    public string? DpopThumbprint { get; init; }

    public string? SessionId { get; init; }

    public DateTimeOffset AuthTime { get; init; }

    public string Amr { get; init; } = string.Empty;

    public string? Acr { get; init; }

    public string? UserAgent { get; init; }

    public string? IpAddress { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How long it can be redeemed; for a consumed one, when to look again whether it may be deleted.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ConsumedAt { get; set; }

    /// <summary>What it gave, killed when the code is used again. No foreign key: a dead family stays dead.</summary>
    public Guid? FamilyId { get; set; }
}
