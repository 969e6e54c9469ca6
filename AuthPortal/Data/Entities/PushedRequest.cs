namespace AuthPortal.Data.Entities;

/// <summary>An authorization request that its client pushed, RFC 9126 §2.2: used once, by that client.</summary>
public sealed class PushedRequest
{
    /// <summary>SHA-256 of the random part of the request_uri.</summary>
    public required byte[] Hash { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>The request's parameters, checked when they were pushed and again when they are used.</summary>
    public Dictionary<string, string> Parameters { get; init; } = new(StringComparer.Ordinal);

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
