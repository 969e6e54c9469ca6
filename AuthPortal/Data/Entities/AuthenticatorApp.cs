namespace AuthPortal.Data.Entities;

/// <summary>A person's authenticator app, RFC 6238. It is confirmed: nothing is stored before its first code.</summary>
public sealed class AuthenticatorApp
{
    public required string UserId { get; init; }

    public User? User { get; init; }

    /// <summary>The shared key, encrypted with keys that lie outside the database.</summary>
    public required byte[] ProtectedKey { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    /// <summary>The time step of the last accepted code: none of it or before it is accepted again (§5.2).</summary>
    public long LastStep { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}
