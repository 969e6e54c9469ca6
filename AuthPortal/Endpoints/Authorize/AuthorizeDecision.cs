using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>What happens next to a valid authorization request.</summary>
public abstract record AuthorizeDecision
{
    private AuthorizeDecision()
    {
    }

    /// <summary>The person goes to the sign-in page and comes back.</summary>
    public sealed record SignIn : AuthorizeDecision;

    /// <summary>The person goes to the page that asks for a second factor, and comes back.</summary>
    public sealed record SecondFactor : AuthorizeDecision;

    /// <summary>The person goes to the sign-up page, which leads to signing in as well, and comes back.</summary>
    public sealed record SignUp : AuthorizeDecision;

    /// <summary>The person goes to the consent page and comes back.</summary>
    public sealed record Consent : AuthorizeDecision;

    /// <summary>The client gets a code.</summary>
    /// <param name="Scopes">What the person allows of what was asked.</param>
    /// <param name="Denied">Optional scopes that the person just unticked.</param>
    /// <param name="GrantId">The grant that covers it as it stands; null when one has to be written.</param>
    /// <param name="Consented">The person has just allowed it on the consent page.</param>
    /// <param name="Lasts">For how long the person has just allowed it, where they said so.</param>
    public sealed record Issue(
        ScopeSet Scopes,
        ScopeSet Denied,
        Guid? GrantId,
        bool Consented,
        ConsentDuration? Lasts = null) : AuthorizeDecision;

    /// <summary>The client gets an error, RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6.</summary>
    public sealed record Refuse(OAuthError Error, bool Denied = false) : AuthorizeDecision;
}
