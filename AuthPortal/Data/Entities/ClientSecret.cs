namespace AuthPortal.Data.Entities;

/// <summary>One of an app's secrets: several may be live, so that one can follow another without an outage.</summary>
public sealed class ClientSecret
{
    public Guid Id { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>SHA-256 of the secret.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>
    /// The secret under data protection, kept for client_secret_jwt only: an HMAC can't be checked with a hash.
    /// </summary>
    public byte[]? ProtectedValue { get; init; }

    /// <summary>The last four characters, to tell secrets apart.</summary>
    public required string Hint { get; init; }

    public string? Name { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>A few seconds late; null while nobody has used it.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
