namespace AuthPortal.Data.Entities;

/// <summary>A person's own picture, as we drew it anew from what they sent.</summary>
public sealed class Picture
{
    /// <summary>Random and new with each picture: who has the address may see it, and nobody else finds it.</summary>
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public User? User { get; init; }

    public required byte[] Image { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
