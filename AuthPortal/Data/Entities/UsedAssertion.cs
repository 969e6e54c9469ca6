namespace AuthPortal.Data.Entities;

/// <summary>A <c>jti</c> that has been used and must not be again, RFC 7523 §3.</summary>
public sealed class UsedAssertion
{
    /// <summary>SHA-256 of what it was for, who made it and its jti.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When the assertion would be refused anyway.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}
