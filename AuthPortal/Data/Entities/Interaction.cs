namespace AuthPortal.Data.Entities;

/// <summary>
/// An authorization request under way while the person signs in or consents. Pages record facts here; only the
/// authorization endpoint decides. Bound to the browser by a cookie.
/// </summary>
public sealed class Interaction
{
    public required string Id { get; init; }

    /// <summary>SHA-256 of the browser's binding cookie.</summary>
    public required byte[] BrowserHash { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>The request's parameters as they were sent.</summary>
    public Dictionary<string, string> Parameters { get; init; } = new(StringComparer.Ordinal);

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who decided on the consent page.</summary>
    public string? UserId { get; set; }

    public User? User { get; init; }

    public ConsentDecision Decision { get; set; }

    /// <summary>Space-separated scopes that were allowed.</summary>
    public string? AllowedScopes { get; set; }

    /// <summary>For how long; null where the answer did not say.</summary>
    public ConsentDuration? Duration { get; set; }
}
