using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using AuthPortal.Interactions;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>
/// Decides a valid authorization request from facts alone, OpenID Connect Core §3.1.2.3 and §3.1.2.4: first who is
/// there, then what they allowed. Pages record facts; only this decides.
/// </summary>
public static class AuthorizeDecider
{
    private static readonly OAuthError LoginRequired =
        new("login_required", "The person has to sign in, and prompt or id_token_hint does not let them.");

    private static readonly OAuthError ConsentRequired =
        new("consent_required", "The person has to allow this, and prompt=none does not let them.");

    /// <summary>OpenID Connect Core Error Code unmet_authentication_requirements §2.</summary>
    private static readonly OAuthError Unmet = new(
        "unmet_authentication_requirements", "The person can't sign in as surely as the request demands.");

    public static AuthorizeDecision Decide(ValidatedAuthorizeRequest request, AuthorizeFacts facts, DateTimeOffset now)
    {
        if (request.IdTokenHint is not null && facts.Hint is null)
        {
            return new AuthorizeDecision.Refuse(
                OAuthError.InvalidRequest("id_token_hint is not an ID token of this server for this client.")
                    .Because(ErrorReason.HintRefused));
        }

        if (facts.Person is not { } person || NeedsSignIn(request, person, facts, now))
        {
            return request.Prompt.None
                ? new AuthorizeDecision.Refuse(LoginRequired)
                : request.Prompt.Create ? new AuthorizeDecision.SignUp() : new AuthorizeDecision.SignIn();
        }

        // OpenID Connect Core §3.1.2.1: somebody else than the hint names must not be answered for. Who has just
        // signed in as that somebody else would only be asked for ever.
        if (IsSomebodyElse(request, facts))
        {
            return request.Prompt.None || IsFresh(person, facts.Interaction)
                ? new AuthorizeDecision.Refuse(LoginRequired)
                : new AuthorizeDecision.SignIn();
        }

        return StepUp(request, person, facts) ?? DecideConsent(request, person, facts);
    }

    /// <summary>
    /// OpenID Connect Core §5.5.1.1: an essential acr that can't be met fails the request; one that is wished for
    /// (§3.1.2.1, RFC 9470 §5) is asked for where the person can give it, and else left. Null when nothing is missing.
    /// </summary>
    private static AuthorizeDecision? StepUp(
        ValidatedAuthorizeRequest request,
        SignedInPerson person,
        AuthorizeFacts facts)
    {
        var wanted = request.AcrWanted;
        if (wanted.Count == 0 || AuthenticationContext.Meets(AuthenticationContext.Of(person.Amr), wanted))
        {
            return null;
        }

        if (AuthenticationContext.Meets(facts.StrongestAcr, wanted) && !request.Prompt.None)
        {
            return new AuthorizeDecision.SecondFactor();
        }

        return request.Claims?.EssentialAcr is { Count: > 0 } ? new AuthorizeDecision.Refuse(Unmet) : null;
    }

    private static AuthorizeDecision DecideConsent(
        ValidatedAuthorizeRequest request,
        SignedInPerson person,
        AuthorizeFacts facts)
    {
        // An answer counts only for who gave it: the next person at this browser decides for themselves.
        var answer = facts.Interaction is { } interaction && interaction.UserId == person.UserId
            ? interaction.Decision
            : ConsentDecision.None;
        if (answer == ConsentDecision.Deny)
        {
            return new AuthorizeDecision.Refuse(OAuthError.AccessDenied("The person said no."), Denied: true);
        }

        if (answer == ConsentDecision.Allow)
        {
            return Allowed(request, facts.Interaction);
        }

        if (!request.Prompt.Consent && !MayBeAnyApp(request) && Covered(request, facts.Grant) is { } covered)
        {
            return covered;
        }

        return request.Prompt.None
            ? new AuthorizeDecision.Refuse(ConsentRequired)
            : new AuthorizeDecision.Consent();
    }

    /// <summary>
    /// RFC 8252 §8.6: a public client whose answer goes to a port or a scheme of the device may be any program there that
    /// borrowed its name. What the person allowed once does not count for that; a page has to be seen each time.
    /// </summary>
    private static bool MayBeAnyApp(ValidatedAuthorizeRequest request)
        => request.Client is { IsPublic: true, SkipsConsent: false }
            && (request.Client.Metadata.ApplicationType == ApplicationType.Native || request.Target.IsOfStranger)
            && !request.Target.RedirectUri.StartsWith("https://", StringComparison.Ordinal);

    private static AuthorizeDecision Allowed(ValidatedAuthorizeRequest request, Interaction? answer)
    {
        var denied = request.Optional.Except(ScopeSet.Parse(answer?.AllowedScopes));
        var allowed = request.Asked.Except(denied);
        return allowed.Intersect(request.Scopes).Count == 0
            ? new AuthorizeDecision.Refuse(OAuthError.AccessDenied("The person allowed nothing."), Denied: true)
            : new AuthorizeDecision.Issue(allowed, denied, null, Consented: true, answer?.Duration);
    }

    /// <summary>Null when the person has to be asked.</summary>
    private static AuthorizeDecision.Issue? Covered(ValidatedAuthorizeRequest request, Grant? grant)
    {
        var allowed = ScopeSet.Parse(grant?.Scopes);
        var detailed = (AuthorizationDetails.Parse(grant?.AuthorizationDetails) ?? AuthorizationDetails.Empty)
            .Covers(request.Details);
        if (request.Client.SkipsConsent)
        {
            var stands = allowed.Covers(request.Asked) && detailed ? grant?.Id : null;
            return new AuthorizeDecision.Issue(request.Asked, ScopeSet.Empty, stands, Consented: false);
        }

        // What was unticked once is not asked for again, as long as the client leaves it optional.
        var unticked = ScopeSet.Parse(grant?.DeniedScopes).Intersect(request.Optional);
        var granted = request.Asked.Intersect(allowed);
        return grant is not null
            && detailed
            && granted.Intersect(request.Scopes).Count > 0
            && allowed.Union(unticked).Covers(request.Asked)
            ? new AuthorizeDecision.Issue(granted, ScopeSet.Empty, grant.Id, Consented: false)
            : null;
    }

    private static bool NeedsSignIn(
        ValidatedAuthorizeRequest request,
        SignedInPerson person,
        AuthorizeFacts facts,
        DateTimeOffset now)
    {
        var tooOld = request.MaxAge is { } age && now - person.AuthTime > age;
        return (request.Prompt.AsksForSignIn || tooOld) && !IsFresh(person, facts.Interaction);
    }

    /// <summary>The sign-in came after the request, so it answers prompt=login and the shortest max_age.</summary>
    private static bool IsFresh(SignedInPerson person, Interaction? interaction)
        => interaction is not null && person.AuthTime >= interaction.CreatedAt;

    private static bool IsSomebodyElse(
        ValidatedAuthorizeRequest request,
        AuthorizeFacts facts)
        => (facts.Hint is { } hint && hint.Subject != facts.Subject)
            || (request.Claims?.Subject is { } subject && subject != facts.Subject);
}
