using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>
/// Proves an authorization request, RFC 6749 §4.1.1: the client and its redirect_uri first, because an error is
/// sent to the client only after both hold; then <see cref="AuthorizeChecks"/> in their order.
/// </summary>
public sealed class AuthorizeRequestValidator(ClientRegistry clients, ScopeCatalog catalog)
{
    public async Task<AuthorizeValidation> ValidateAsync(
        AuthorizeParameters parameters,
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
            return new Rejection.Shown(OAuthError.UnauthorizedClient("The client is disabled."));
        }

        var known = (await catalog.GetAsync(cancellationToken)).All;
        var scopes = parameters["scope"] is { } sent ? ScopeSet.Parse(sent) : client.Scopes.Intersect(known);
        if (RedirectUriFor(parameters, client, scopes) is not { } redirectUri)
        {
            return Shown("redirect_uri is missing or is not one that the client registered.");
        }

        var mode = parameters["response_mode"] is { } asked && ResponseMode.IsKnown(asked)
            ? asked
            : ResponseMode.Query;
        var target = new AnswerTarget(redirectUri, mode, parameters["state"]);
        var subject = new AuthorizeChecks.Subject(parameters, client, scopes, known);
        return AuthorizeChecks.FirstFailure(subject) is { } error
            ? new Rejection.Redirected(error, target)
            : Validated(subject, target);
    }

    /// <summary>
    /// RFC 6749 §3.1.2.3: left out only when exactly one is registered, and never with OpenID Connect (Core §3.1.2.1).
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

        return registered.Count == 1 && !scopes.Contains("openid") ? registered[0] : null;
    }

    private static ValidatedAuthorizeRequest Validated(AuthorizeChecks.Subject subject, AnswerTarget target)
    {
        var (parameters, client, scopes, _) = subject;
        return new ValidatedAuthorizeRequest(
            client,
            target,
            parameters["redirect_uri"] is not null,
            scopes,
            parameters["nonce"],
            parameters["code_challenge"] ?? throw new InvalidOperationException("A check lets no request by without."),
            Prompt.Parse(parameters["prompt"]) ?? Prompt.Absent,
            AuthorizeChecks.MaxAgeOf(parameters) ?? DefaultMaxAge(client),
            parameters["login_hint"],
            parameters["id_token_hint"]);
    }

    private static TimeSpan? DefaultMaxAge(RegisteredClient client)
        => client.Metadata.DefaultMaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static Rejection.Shown Shown(string description) => new(OAuthError.InvalidRequest(description));
}
