using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Data.Entities;

/// <summary>When a passkey was last used: Identity's own row does not say.</summary>
public sealed class PasskeyUse
{
    public required byte[] CredentialId { get; init; }

    public IdentityUserPasskey<string>? Passkey { get; init; }

    public DateTimeOffset LastUsedAt { get; set; }
}
