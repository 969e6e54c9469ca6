using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.EndSession;

/// <summary>
/// Decides a logout request from facts alone. A hint that is not ours counts for nothing, and takes the redirect
/// with it: nobody then vouches for where it leads.
/// </summary>
public static class EndSessionDecider
{
    public static EndSessionDecision Decide(EndSessionFacts facts)
    {
        if (facts is { HintWasSent: true, Hint: null })
        {
            return new EndSessionDecision.Confirm(null);
        }

        if (facts is { Hint: { } known, ClientId: { } named } && known.ClientId != named)
        {
            return new EndSessionDecision.Refuse(
                OAuthError.InvalidRequest("client_id is not the one that the id_token_hint was for.")
                    .Because(ErrorReason.LogoutClientOther, named, [known.ClientId]));
        }

        var target = TargetOf(facts);
        var names = facts.Hint?.ClientId ?? facts.ClientId;
        if (facts.RedirectUri is not null && names is not null && target is null)
        {
            return new EndSessionDecision.Refuse(
                OAuthError.InvalidRequest("post_logout_redirect_uri is not one that the client registered.").Because(
                    ErrorReason.LogoutUriUnregistered,
                    facts.RedirectUri,
                    facts.Client?.Metadata.PostLogoutRedirectUris));
        }

        var vouched = facts.Hint is { } hint && (facts.Person is null || facts.Subject == hint.Subject);
        return vouched ? new EndSessionDecision.SignOut(target) : new EndSessionDecision.Confirm(target);
    }

    /// <summary>Exact match (§3); null when none was asked for, or the client is unknown or did not register it.</summary>
    public static LogoutTarget? TargetOf(EndSessionFacts facts)
        => facts is { Client: { Disabled: false } client, RedirectUri: { } uri }
            && client.Metadata.PostLogoutRedirectUris?.Contains(uri, StringComparer.Ordinal) == true
            ? new LogoutTarget(client.Id, uri, facts.State)
            : null;
}

/// <summary>What is known when a logout request is decided.</summary>
/// <param name="Person">Who is signed in in this browser.</param>
/// <param name="HintWasSent">There was an id_token_hint.</param>
/// <param name="Hint">As read; null when it is none of ours.</param>
/// <param name="ClientId">As sent.</param>
/// <param name="Client">The app of the hint, else of client_id; null when it is unknown.</param>
/// <param name="RedirectUri">post_logout_redirect_uri as sent.</param>
/// <param name="State">As sent.</param>
public sealed record EndSessionFacts(
    SignedInPerson? Person,
    bool HintWasSent,
    IdTokenHint? Hint,
    string? ClientId,
    RegisteredClient? Client,
    string? RedirectUri,
    string? State)
{
    /// <summary>The person as the client knows them.</summary>
    public string? Subject { get; init; } = Person?.UserId;
}
