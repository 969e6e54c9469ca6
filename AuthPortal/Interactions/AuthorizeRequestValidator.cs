using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Interactions;

/// <summary>
/// Proves an authorization request, RFC 6749 §4.1.1: the client and its redirect_uri first, because an error is
/// sent to the client only after both hold; then <see cref="AuthorizeChecks"/> in their order.
/// </summary>
public sealed class AuthorizeRequestValidator(
    ClientRegistry clients,
    ScopeCatalog catalog,
    IOptions<OAuthOptions> options)
{
    private static readonly ScopeSet OfflineAccess = ScopeSet.Of(["offline_access"]);

    public async Task<AuthorizeValidation> ValidateAsync(
        AuthorizeParameters parameters,
        RequestOrigin origin,
        CancellationToken cancellationToken)
        => await ProveAsync(parameters, origin, cancellationToken) switch
        {
            { Refusal: { } refusal } => refusal,
            { Subject: { } subject, Target: { } target } => AuthorizeChecks.FirstFailure(subject) is { } error
                ? Refused(error, subject, target)
                : Validated(subject, target),
            _ => throw new InvalidOperationException("It is proven or refused."),
        };

    /// <summary>Refuses for a reason found elsewhere: to the client where it is proven, else to the person alone.</summary>
    public async Task<Rejection> RefuseAsync(
        AuthorizeParameters parameters,
        OAuthError error,
        CancellationToken cancellationToken)
        => await ProveAsync(parameters, RequestOrigin.None, cancellationToken) is { Target: { } target }
            ? new Rejection.Redirected(error, target)
            : new Rejection.Shown(error);

    private async Task<Proven> ProveAsync(
        AuthorizeParameters parameters,
        RequestOrigin origin,
        CancellationToken cancellationToken)
    {
        if (parameters.IsTooLarge)
        {
            return Shown("The request is too large.");
        }

        if (parameters["client_id"] is not { } clientId)
        {
            return Shown("client_id must be sent once, as well-formed text.");
        }

        if (await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return Shown("client_id is not known.");
        }

        if (client.Disabled)
        {
            return new Proven(new Rejection.Shown(OAuthError.UnauthorizedClient("The client is disabled.")
                .Because(ErrorReason.ClientDisabled)));
        }

        var picture = await catalog.GetAsync(cancellationToken);
        var asked = parameters["scope"] is { } sent ? ScopeSet.Parse(sent) : client.Scopes.Intersect(picture.All);

        // OpenID Connect Core §11: where no code comes back there is nothing to refresh, and nobody is asked about it.
        var scopes = ResponseType.Parse(parameters["response_type"]) is { HasCode: false } ? asked.Except(OfflineAccess) : asked;
        var subject = new AuthorizeSubject(parameters, origin, client, scopes, picture, options.Value);
        if (subject.IsOfDevice)
        {
            return new Proven(Refusal: null, subject, TargetOf(subject, redirectUri: string.Empty));
        }

        if (RedirectUriFor(parameters, client, scopes) is not { } redirectUri)
        {
            return new Proven(new Rejection.Shown(Unproven(parameters, client)));
        }

        return new Proven(Refusal: null, subject, TargetOf(subject, redirectUri));
    }

    /// <summary>An error travels the way that the answer would, as far as that is known.</summary>
    private static AnswerTarget TargetOf(AuthorizeSubject subject, string redirectUri)
        => new(
            redirectUri,
            ResponseMode.Of(subject.Parameters["response_mode"], subject.Response)
                ?? ResponseMode.Of(null, subject.Response)
                ?? ResponseMode.Query,
            subject.Parameters["state"],
            subject.Client.Id,
            subject.Client.Metadata.AuthorizationSignedResponseAlg)
        {
            IsOfStranger = subject.Client is { Verified: false, Source: ClientSource.Registration or ClientSource.Document },
        };

    /// <summary>
    /// RFC 6749 §3.1.2.3: left out only when exactly one is registered, and never with OpenID Connect (Core §3.1.2.1) or
    /// under FAPI 2.0 (§5.3.2.2).
    /// </summary>
    private static string? RedirectUriFor(AuthorizeParameters parameters, RegisteredClient client, ScopeSet scopes)
    {
        if (parameters.IsFaulty("redirect_uri"))
        {
            return null;
        }

        var registered = client.Metadata.RedirectUris ?? [];
        if (parameters["redirect_uri"] is { } sent)
        {
            return registered.Any(known => RedirectUri.Matches(known, sent)) ? sent : null;
        }

        return registered.Count == 1 && !scopes.Contains("openid") && !client.IsFapi ? registered[0] : null;
    }

    private static OAuthError Unproven(AuthorizeParameters parameters, RegisteredClient client)
        => OAuthError.InvalidRequest("redirect_uri is missing or is not one that the client registered.").Because(
            parameters["redirect_uri"] is null ? ErrorReason.RedirectUriMissing : ErrorReason.RedirectUriUnregistered,
            parameters["redirect_uri"],
            client.Metadata.RedirectUris);

    /// <summary>A device has no redirect URI that an error could go to: the person is told.</summary>
    private static Rejection Refused(OAuthError error, AuthorizeSubject subject, AnswerTarget target)
        => subject.IsOfDevice ? new Rejection.Shown(error) : new Rejection.Redirected(error, target);

    private static ValidatedAuthorizeRequest Validated(AuthorizeSubject subject, AnswerTarget target)
    {
        var (parameters, _, client, scopes, _, _) = subject;
        return new ValidatedAuthorizeRequest(
            client,
            target,
            parameters["redirect_uri"] is not null,
            subject.Response ?? throw new InvalidOperationException("A check lets no request by without."),
            scopes,
            parameters["nonce"],
            parameters["code_challenge"],
            Prompt.Parse(parameters["prompt"]) ?? Prompt.Absent,
            AuthorizeChecks.MaxAgeOf(parameters) ?? DefaultMaxAge(client),
            parameters["login_hint"],
            parameters["id_token_hint"])
        {
            Claims = subject.Claims,
            AcrValues = AcrValuesOf(parameters, subject),
            Details = subject.Details ?? AuthorizationDetails.Empty,
            Resources = subject.Resources,
            DpopThumbprint = parameters["dpop_jkt"],
            UiLocales = parameters["ui_locales"],
            Device = parameters[AuthorizeParameters.Device],
        };
    }

    /// <summary>From the request, else the client's registered default (Dynamic Client Registration §2).</summary>
    private static IReadOnlyList<string> AcrValuesOf(AuthorizeParameters parameters, AuthorizeSubject subject)
        => parameters["acr_values"] is { } sent ? sent.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : subject.Claims?.VoluntaryAcr is { Count: > 0 } voluntary ? voluntary
            : subject.Client.Metadata.DefaultAcrValues ?? [];

    private static TimeSpan? DefaultMaxAge(RegisteredClient client)
        => client.Metadata.DefaultMaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static Proven Shown(string description)
        => new(new Rejection.Shown(OAuthError.InvalidRequest(description)));

    /// <summary>Client and redirect URI: both hold, or the person alone is told.</summary>
    private sealed record Proven(Rejection? Refusal, AuthorizeSubject? Subject = null, AnswerTarget? Target = null);
}
