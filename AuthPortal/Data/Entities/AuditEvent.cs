namespace AuthPortal.Data.Entities;

/// <summary>One thing that happened to a person's account or an app. Never holds a secret, token or password.</summary>
public sealed class AuditEvent
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="AuditEventType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The person whose account it concerns.</summary>
    public string? UserId { get; init; }

    public User? User { get; init; }

    public string? ClientId { get; init; }

    public Client? Client { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Details in words of the event's type, such as the app's name and scopes at that time.</summary>
    public Dictionary<string, string> Data { get; init; } = new(StringComparer.Ordinal);
}
