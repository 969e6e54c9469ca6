using AuthPortal.Protocol;

namespace AuthPortal.Data.Entities;

/// <summary>A registered app. Its metadata is one JSON column; what is searched or joined is a column.</summary>
public sealed class Client
{
    /// <summary>The <c>client_id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The developer who owns it; null for apps that came with the server's own set-up.</summary>
    public string? OwnerId { get; set; }

    public User? Owner { get; set; }

    /// <summary>A copy of client_name, for search and order.</summary>
    public required string Name { get; set; }

    public required ClientMetadata Metadata { get; set; }

    /// <summary>An administrator vouches for who is behind it.</summary>
    public bool Verified { get; set; }

    /// <summary>A disabled app is refused everywhere.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Registered over HTTP and not yet approved: refused everywhere until an administrator says yes.</summary>
    public DateTimeOffset? PendingSince { get; set; }

    public ClientSource Source { get; set; }

    /// <summary>SHA-256 of the registration access token, RFC 7592 §2.</summary>
    public byte[]? RegistrationTokenHash { get; set; }

    /// <summary>To the day, for clients that registered themselves; null when it never got a token.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public List<ClientSecret> Secrets { get; } = [];

    /// <summary>Besides the owner.</summary>
    public List<ClientMember> Members { get; } = [];
}
