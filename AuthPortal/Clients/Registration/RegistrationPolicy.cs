using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>Who may register clients over HTTP, RFC 7591 §3: the values of <c>OAuth:DynamicRegistration</c>.</summary>
public static class RegistrationPolicy
{
    public const string Open = "open";
    public const string Approval = "approval";
    public const string Token = "token";
    public const string Off = "off";

    /// <summary>
    /// Under approval a client waits for an administrator where it could do anything without a person who allows it. One
    /// that gets tokens from people's consent alone can do no more than they let it, and works at once: so do clients
    /// that nobody here has heard of before, such as those of MCP.
    /// </summary>
    public static bool Waits(string policy, ClientMetadata metadata)
        => policy == Approval
            && (metadata.GrantTypes ?? [GrantTypeName.AuthorizationCode])
                .Any(grant => grant is not (GrantTypeName.AuthorizationCode or GrantTypeName.RefreshToken));
}
