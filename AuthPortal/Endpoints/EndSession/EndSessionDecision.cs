using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.EndSession;

/// <summary>What happens next to a logout request, OpenID Connect RP-Initiated Logout §2 and §3.</summary>
public abstract record EndSessionDecision
{
    private EndSessionDecision()
    {
    }

    /// <summary>Something in it is wrong: the person is told, nothing changes, nothing is redirected.</summary>
    public sealed record Refuse(OAuthError Error) : EndSessionDecision;

    /// <summary>Anybody could have sent it: the person is asked first.</summary>
    public sealed record Confirm(LogoutTarget? Target) : EndSessionDecision;

    /// <summary>The app proved that it signed this person in: the session ends at once.</summary>
    public sealed record SignOut(LogoutTarget? Target) : EndSessionDecision;
}

/// <summary>A registered post_logout_redirect_uri of a client, and the state that goes with it.</summary>
public sealed record LogoutTarget(string ClientId, string Uri, string? State)
{
    public string Address => State is null
        ? Uri
        : Uri + (Uri.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "state="
            + System.Uri.EscapeDataString(State);
}
