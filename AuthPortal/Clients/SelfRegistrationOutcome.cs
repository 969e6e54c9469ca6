using AuthPortal.Clients.Registration;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>What came of a registration over HTTP.</summary>
public abstract record SelfRegistrationOutcome
{
    private SelfRegistrationOutcome()
    {
    }

    /// <summary>RFC 7591 §3.2.1.</summary>
    /// <param name="ClientId">The new identifier.</param>
    /// <param name="Metadata">As it is registered, defaults filled in.</param>
    /// <param name="IssuedAt">When it was registered.</param>
    /// <param name="Secret">Once, when one was made.</param>
    /// <param name="Token">The registration access token, RFC 7592 §3.</param>
    public sealed record Done(
        string ClientId,
        ClientMetadata Metadata,
        DateTimeOffset IssuedAt,
        string? Secret,
        string Token) : SelfRegistrationOutcome;

    /// <summary>The first rule that is broken.</summary>
    public sealed record Refused(RuleViolation Violation) : SelfRegistrationOutcome;
}
