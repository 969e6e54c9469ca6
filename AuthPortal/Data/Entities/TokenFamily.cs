namespace AuthPortal.Data.Entities;

/// <summary>
/// One sign-in of an app: all that came of one authorization code. Deleting the row kills its refresh tokens and
/// opaque access tokens, and introspection and userinfo refuse its self-contained ones.
/// </summary>
public sealed class TokenFamily
{
    public Guid Id { get; init; }

    public Guid GrantId { get; init; }

    public Grant? Grant { get; init; }

    /// <summary>Space-separated scopes of the original authorization: a refresh may narrow, never widen.</summary>
    public required string Scopes { get; set; }

    /// <summary>The grant that began it, for its lifetimes.</summary>
    public required string GrantType { get; init; }

    /// <summary>Space-separated resources of the original authorization, RFC 8707.</summary>
    public string Resources { get; init; } = string.Empty;

    /// <summary>A JSON array, RFC 9396.</summary>
    public string? AuthorizationDetails { get; init; }

    /// <summary>The <c>claims</c> parameter as JSON, OpenID Connect Core §5.5.</summary>
    public string? RequestedClaims { get; init; }

    /// <summary>The key that a public client's refresh tokens are bound to, RFC 9449 §5: a <c>cnf</c> as JSON.</summary>
    public string? Confirmation { get; init; }

    /// <summary>The browser session that it began in, for <c>sid</c>.</summary>
    public string? SessionId { get; init; }

    public string? Nonce { get; init; }

    /// <summary>When the person last signed in, for <c>auth_time</c>.</summary>
    public DateTimeOffset AuthTime { get; init; }

    /// <summary>Space-separated authentication methods, RFC 8176.</summary>
    public string Amr { get; init; } = string.Empty;

    public string? Acr { get; init; }

    /// <summary>The browser where the person allowed it.</summary>
    public string? UserAgent { get; init; }

    public string? IpAddress { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; set; }

    /// <summary>The last call of userinfo that its person's activity knows of; not every call is written down.</summary>
    public DateTimeOffset? UserInfoAt { get; set; }

    /// <summary>When nothing that came of it can be alive any more.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
