namespace AuthPortal.Data.Entities;

/// <summary>One of the codes that stand in for a lost second factor, once.</summary>
public sealed class RecoveryCode
{
    public Guid Id { get; init; }

    public required string UserId { get; init; }

    public User? User { get; init; }

    /// <summary>SHA-256; the code has 80 random bits.</summary>
    public required byte[] Hash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
