namespace AuthPortal.Data.Entities;

/// <summary>
/// What one person allowed one app: one row a pair. Codes, token families and access tokens hang on it, so deleting
/// this row ends everything that the app may do for the person.
/// </summary>
public sealed class Grant
{
    public Guid Id { get; init; }

    public required string UserId { get; init; }

    public User? User { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>Space-separated scopes that are allowed now.</summary>
    public required string Scopes { get; set; }

    /// <summary>Space-separated optional scopes that the person unticked, so that they are not asked for ever.</summary>
    public string DeniedScopes { get; set; } = string.Empty;

    /// <summary>A JSON array of what was allowed in detail, RFC 9396.</summary>
    public string? AuthorizationDetails { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>When it ends by itself; null: it lasts until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public List<TokenFamily> Families { get; } = [];

    /// <summary>Allows nothing any more; the row only waits to be swept.</summary>
    public bool HasEnded(DateTimeOffset now) => ExpiresAt <= now;
}
