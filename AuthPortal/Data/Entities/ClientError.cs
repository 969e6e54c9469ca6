namespace AuthPortal.Data.Entities;

/// <summary>A failed protocol request of an app, and how often the same failed again. Everything in it is masked.</summary>
public sealed class ClientError
{
    public long Id { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>Equal for requests that failed in the same way: repeats are counted, not kept.</summary>
    public required string Fingerprint { get; init; }

    public DateTimeOffset FirstAt { get; set; }

    public DateTimeOffset LastAt { get; set; }

    public int Count { get; set; }

    public required string Method { get; init; }

    /// <summary>The path of the endpoint; for a logout notice the address that did not take it.</summary>
    public required string Endpoint { get; init; }

    /// <summary>What the caller was told.</summary>
    public required string Code { get; init; }

    public required string Description { get; init; }

    /// <summary>One of <see cref="Protocol.ErrorReason"/>.</summary>
    public required string Reason { get; init; }

    public string? Sent { get; init; }

    /// <summary>False when something of <see cref="Sent"/> was hidden, made visible or cut off.</summary>
    public bool SentIsWhole { get; init; }

    public List<string> Expected { get; init; } = [];

    /// <summary>The request's parameters by name.</summary>
    public Dictionary<string, string> Request { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Of the latest one.</summary>
    public string? UserAgent { get; set; }
}
