using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>What proving an authorization request came to.</summary>
public abstract record AuthorizeValidation
{
    private protected AuthorizeValidation()
    {
    }
}

/// <summary>Where the answer goes; proven to be the client's before anything is sent there.</summary>
/// <param name="RedirectUri">Registered.</param>
/// <param name="ResponseMode">One of <see cref="Protocol.ResponseMode"/>.</param>
/// <param name="State">As sent.</param>
/// <param name="ClientId">Whom the answer is for.</param>
/// <param name="SigningAlgorithm">Of a signed answer (JARM §3); null means the server's choice.</param>
public sealed record AnswerTarget(
    string RedirectUri,
    string ResponseMode,
    string? State,
    string ClientId,
    string? SigningAlgorithm)
{
    /// <summary>
    /// True for a client that nobody here vouched for: it registered itself, or is a document somewhere, and its redirect
    /// URI may be anybody's (RFC 9700 §4.11.2).
    /// </summary>
    public bool IsOfStranger { get; init; }
}

/// <summary>A request in which everything holds, RFC 6749 §4.1.1 and OpenID Connect Core §3.1.2.2.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Target">Where the answer goes.</param>
/// <param name="RedirectUriWasSent">False when the only registered one stands in for it.</param>
/// <param name="Response">What comes back from /authorize itself.</param>
/// <param name="Scopes">What the tokens shall carry; never empty.</param>
/// <param name="Nonce">For the ID token.</param>
/// <param name="CodeChallenge">S256; null only for a client that may do without.</param>
/// <param name="Prompt">Which pages the client wants shown.</param>
/// <param name="MaxAge">How old the sign-in may be; from the request, else the client's registered default.</param>
/// <param name="LoginHint">What to put into the sign-in page's field.</param>
/// <param name="IdTokenHint">Not yet read: who the client thinks is there.</param>
public sealed record ValidatedAuthorizeRequest(
    RegisteredClient Client,
    AnswerTarget Target,
    bool RedirectUriWasSent,
    ResponseType Response,
    ScopeSet Scopes,
    string? Nonce,
    string? CodeChallenge,
    Prompt Prompt,
    TimeSpan? MaxAge,
    string? LoginHint,
    string? IdTokenHint) : AuthorizeValidation
{
    /// <summary>Claims asked for one by one, OpenID Connect Core §5.5.</summary>
    public ClaimsRequest? Claims { get; init; }

    /// <summary>What is demanded, else what is wished for.</summary>
    public IReadOnlyList<string> AcrWanted => Claims?.EssentialAcr is { Count: > 0 } essential ? essential : AcrValues;

    /// <summary>RFC 9396.</summary>
    public AuthorizationDetails Details { get; init; } = AuthorizationDetails.Empty;

    /// <summary>RFC 8707; empty when none was named.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>The key that alone may redeem the code, RFC 9449 §10.</summary>
    public string? DpopThumbprint { get; init; }

    /// <summary>The waiting device that the answer is for, RFC 8628; null for an answer through the browser.</summary>
    public string? Device { get; init; }

    /// <summary>How sure the client wishes to be who is there, best first; its registered default where it says nothing.</summary>
    public IReadOnlyList<string> AcrValues { get; init; } = [];

    /// <summary>The languages that the client wishes the pages in, best first.</summary>
    public string? UiLocales { get; init; }

    /// <summary>
    /// What the person is asked for: the scopes, and the scopes that single claims belong to, as far as the client is
    /// registered for those.
    /// </summary>
    public ScopeSet Asked => Claims is null
        ? Scopes
        : Scopes.Union(Claims.ScopesOfClaims.Intersect(Client.Scopes));

    /// <summary>
    /// What the person may untick. Never openid: without it the client would get no answer that it understands.
    /// </summary>
    public ScopeSet Optional => Asked.Intersect(Client.OptionalScopes).Except(OpenId);

    public ScopeSet Required => Asked.Except(Optional);

    private static readonly ScopeSet OpenId = ScopeSet.Of(["openid"]);
}

/// <summary>A refusal, RFC 6749 §4.1.2.1.</summary>
public abstract record Rejection(OAuthError Error) : AuthorizeValidation
{
    /// <summary>Client or redirect_uri are not proven: the person is told, and nothing is sent anywhere.</summary>
    public sealed record Shown(OAuthError Error) : Rejection(Error);

    /// <summary>Everything later: the client is told.</summary>
    public sealed record Redirected(OAuthError Error, AnswerTarget Target) : Rejection(Error);
}
