namespace AuthPortal.Data.Entities;

/// <summary>Somebody who works on an app besides the developer who answers for it.</summary>
public sealed class ClientMember
{
    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    public required string UserId { get; init; }

    public User? User { get; init; }

    public ClientRole Role { get; set; }

    public DateTimeOffset Since { get; init; }
}
