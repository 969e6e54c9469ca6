namespace AuthPortal.Data.Entities;

/// <summary>A device that waits for a person to allow it in a browser, RFC 8628 §3.2.</summary>
public sealed class DeviceAuthorization
{
    /// <summary>SHA-256 of the device code.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>SHA-256 of the user code in its canonical form.</summary>
    public required byte[] UserCodeHash { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>The request's parameters, as an authorization request would hold them.</summary>
    public Dictionary<string, string> Parameters { get; init; } = new(StringComparer.Ordinal);

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Seconds between two polls; grows with each one that comes too soon (§3.5).</summary>
    public int Interval { get; set; }

    public DateTimeOffset? LastPolledAt { get; set; }

    public ConsentDecision Decision { get; set; }

    /// <summary>What was allowed; null until then, and gone with the grant.</summary>
    public Guid? GrantId { get; set; }

    public Grant? Grant { get; init; }

    /// <summary>Space-separated scopes that were allowed.</summary>
    public string? Scopes { get; set; }

    public string? SessionId { get; set; }

    public DateTimeOffset? AuthTime { get; set; }

    /// <summary>Space-separated authentication methods, RFC 8176.</summary>
    public string Amr { get; set; } = string.Empty;

    public string? Acr { get; set; }

    /// <summary>The browser where the person allowed it.</summary>
    public string? UserAgent { get; set; }

    public string? IpAddress { get; set; }

    public DateTimeOffset? ConsumedAt { get; set; }
}
