namespace AuthPortal.Data.Entities;

/// <summary>An opaque access token. Self-contained ones have no row.</summary>
public sealed class AccessToken
{
    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>Null for client credentials.</summary>
    public Guid? FamilyId { get; init; }

    public TokenFamily? Family { get; init; }

    public required string Scopes { get; init; }

    /// <summary>Space-separated audiences.</summary>
    public required string Audience { get; init; }

    /// <summary>The key that it is bound to: a <c>cnf</c> as JSON, RFC 7800 §3.1.</summary>
    public string? Confirmation { get; init; }

    /// <summary>A JSON array, RFC 9396.</summary>
    public string? AuthorizationDetails { get; init; }

    /// <summary>Who acts for the person: an <c>act</c> as JSON, RFC 8693 §4.1.</summary>
    public string? Actor { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
