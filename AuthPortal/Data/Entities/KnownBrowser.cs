namespace AuthPortal.Data.Entities;

/// <summary>A browser that a person has signed in from, known again by its cookie.</summary>
public sealed class KnownBrowser
{
    public Guid Id { get; init; }

    public required string UserId { get; init; }

    public User? User { get; init; }

    /// <summary>SHA-256 of the browser's cookie, which is another one after each sign-in.</summary>
    public required byte[] Hash { get; set; }

    public string? UserAgent { get; set; }

    public string? IpAddress { get; set; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Until then the second factor is not asked here; null where the person never said so.</summary>
    public DateTimeOffset? TrustedUntil { get; set; }
}
