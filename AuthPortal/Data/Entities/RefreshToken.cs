namespace AuthPortal.Data.Entities;

/// <summary>One link of a family's chain: consumed by the use that gave its successor.</summary>
public sealed class RefreshToken
{
    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; init; }

    public Guid FamilyId { get; init; }

    public TokenFamily? Family { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ConsumedAt { get; set; }

    /// <summary>SHA-256 of the successor.</summary>
    public byte[]? SuccessorHash { get; set; }

    /// <summary>The successor under data protection, so that a lost answer can be given again within seconds.</summary>
    public byte[]? ProtectedSuccessor { get; set; }
}
