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
public sealed record AnswerTarget(string RedirectUri, string ResponseMode, string? State);

/// <summary>A request in which everything holds, RFC 6749 §4.1.1 and OpenID Connect Core §3.1.2.2.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Target">Where the answer goes.</param>
/// <param name="RedirectUriWasSent">False when the only registered one stands in for it.</param>
/// <param name="Scopes">What is asked for; never empty.</param>
/// <param name="Nonce">For the ID token.</param>
/// <param name="CodeChallenge">S256.</param>
/// <param name="Prompt">Which pages the client wants shown.</param>
/// <param name="MaxAge">How old the sign-in may be; from the request, else the client's registered default.</param>
/// <param name="LoginHint">What to put into the sign-in page's field.</param>
/// <param name="IdTokenHint">Not yet read: who the client thinks is there.</param>
public sealed record ValidatedAuthorizeRequest(
    RegisteredClient Client,
    AnswerTarget Target,
    bool RedirectUriWasSent,
    ScopeSet Scopes,
    string? Nonce,
    string CodeChallenge,
    Prompt Prompt,
    TimeSpan? MaxAge,
    string? LoginHint,
    string? IdTokenHint) : AuthorizeValidation
{
    /// <summary>
    /// What the person may untick. Never openid: without it the client would get no answer that it understands.
    /// </summary>
    public ScopeSet Optional => Scopes.Intersect(Client.OptionalScopes).Except(OpenId);

    public ScopeSet Required => Scopes.Except(Optional);

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
