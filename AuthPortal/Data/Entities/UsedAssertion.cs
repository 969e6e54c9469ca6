namespace AuthPortal.Data.Entities;

/// <summary>A <c>jti</c> that has been used and must not be again, RFC 7523 §3 and RFC 9449 §11.1.</summary>
public sealed class UsedAssertion
{
    /// <summary>SHA-256 of what it was for, who made it and its jti.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When it would be refused anyway.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}
