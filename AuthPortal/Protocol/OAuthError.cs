namespace AuthPortal.Protocol;

/// <summary>
/// A protocol refusal as RFC 6749 §4.1.2.1 and §5.2 name it. <paramref name="Description"/> is one ASCII sentence
/// that names the parameter and never a secret, an account's existence or internals.
/// </summary>
/// <param name="Code">The registered error code, such as <c>invalid_grant</c>.</param>
/// <param name="Description">For the client's developer.</param>
/// <param name="Status">The HTTP status for endpoints that answer with JSON.</param>
public sealed record OAuthError(string Code, string Description, int Status = 400)
{
    /// <summary>For the error log of the app; no answer carries it.</summary>
    public ErrorCause? Cause { get; init; }

    /// <summary>When it is worth to try again, RFC 9110 §10.2.3; null where waiting changes nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);

    public static OAuthError InvalidClient(string description) => new("invalid_client", description, 401);

    public static OAuthError InvalidGrant(string description) => new("invalid_grant", description);

    public static OAuthError InvalidScope(string description) => new("invalid_scope", description);

    public static OAuthError UnauthorizedClient(string description) => new("unauthorized_client", description);

    public static OAuthError UnsupportedGrantType(string description) => new("unsupported_grant_type", description);

    public static OAuthError AccessDenied(string description) => new("access_denied", description);

    /// <summary>RFC 6585 §4: too much has failed; nothing was looked at.</summary>
    public static OAuthError TooManyFailures(string description, TimeSpan wait)
        => new("temporarily_unavailable", description, 429) { RetryAfter = wait };

    /// <summary>RFC 6750 §3.1: the access token is missing, expired, revoked or malformed.</summary>
    public static OAuthError InvalidToken(string description) => new("invalid_token", description, 401);

    /// <summary>The same, with what the developers of the app may know.</summary>
    /// <param name="reason">The rule that was broken.</param>
    /// <param name="sent">As it was sent; never a secret.</param>
    /// <param name="expected">What would have been accepted, such as the registered values.</param>
    public OAuthError Because(ErrorReason reason, string? sent = null, IReadOnlyList<string>? expected = null)
        => this with { Cause = new ErrorCause(reason, sent, expected ?? []) };
}
