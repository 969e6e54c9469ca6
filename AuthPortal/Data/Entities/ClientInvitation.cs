namespace AuthPortal.Data.Entities;

/// <summary>Somebody was asked to work on an app, by a mail address that need not have an account yet.</summary>
public sealed class ClientInvitation
{
    public Guid Id { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>As Identity normalizes it.</summary>
    public required string Email { get; init; }

    public ClientRole Role { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
