namespace AuthPortal.Data.Entities;

/// <summary>A token that lets its holder register clients over HTTP, RFC 7591 §3.</summary>
public sealed class InitialAccessToken
{
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; init; }

    public required string Name { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public int UsesLeft { get; set; }
}
