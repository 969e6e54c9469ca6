namespace AuthPortal.Data.Entities;

/// <summary>A person signed in in one browser. Its cookie counts only while the row stands, so deleting it ends it.</summary>
public sealed class Session
{
    /// <summary>The <c>sid</c> that the cookie carries and apps are told.</summary>
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public User? User { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Of the browser when it was last seen.</summary>
    public string? UserAgent { get; set; }

    /// <summary>Of the browser when it was last seen.</summary>
    public string? IpAddress { get; set; }
}
