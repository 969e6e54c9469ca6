using System.Globalization;
using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>
/// The checks after client and redirect_uri, in their order, each with its refusal: RFC 6749 §4.1.2.1, RFC 7636
/// §4.4.1, OpenID Connect Core §3.1.2.2 and §3.1.2.6.
/// </summary>
internal static class AuthorizeChecks
{
    private static readonly Func<Subject, OAuthError?>[] InOrder =
    [
        NothingTwiceOrMalformed,
        KnownResponseMode,
        NoRequestObject,
        CodeResponse,
        ClientMayAskForCodes,
        ScopesAreTheClients,
        Challenge,
        KnownPrompt,
        WholeSeconds,
    ];

    public static OAuthError? FirstFailure(Subject subject)
        => InOrder.Select(check => check(subject)).FirstOrDefault(error => error is not null);

    /// <summary>Null when it was left out or is not a number of seconds.</summary>
    public static TimeSpan? MaxAgeOf(AuthorizeParameters parameters)
        => int.TryParse(parameters["max_age"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static OAuthError? NothingTwiceOrMalformed(Subject s)
        => s.Parameters.HasFault
            ? OAuthError.InvalidRequest("A parameter was sent more than once or is not well-formed text.")
            : null;

    private static OAuthError? KnownResponseMode(Subject s)
        => s.Parameters["response_mode"] is { } mode && !ResponseMode.IsKnown(mode)
            ? OAuthError.InvalidRequest("response_mode must be query or form_post.")
            : null;

    private static OAuthError? NoRequestObject(Subject s) => s.Parameters switch
    {
        var p when p["request"] is not null
            => new OAuthError("request_not_supported", "request is not supported."),
        var p when p["request_uri"] is not null
            => new OAuthError("request_uri_not_supported", "request_uri is not supported."),
        var p when p["registration"] is not null
            => new OAuthError("registration_not_supported", "registration is not supported."),
        _ => null,
    };

    private static OAuthError? CodeResponse(Subject s) => s.Parameters["response_type"] switch
    {
        "code" => null,
        null => OAuthError.InvalidRequest("response_type is missing."),
        _ => new OAuthError("unsupported_response_type", "response_type must be code."),
    };

    private static OAuthError? ClientMayAskForCodes(Subject s)
        => s.Client.AllowsGrant(GrantTypeName.AuthorizationCode) && s.Client.AllowsResponseType("code")
            ? null
            : OAuthError.UnauthorizedClient("The client is not registered for the authorization code grant.");

    private static OAuthError? ScopesAreTheClients(Subject s)
    {
        if (s.Scopes.Count == 0)
        {
            return OAuthError.InvalidScope("scope is missing and the client has no registered scope.");
        }

        return s.Client.Scopes.Covers(s.Scopes) && s.Known.Covers(s.Scopes)
            ? null
            : OAuthError.InvalidScope("scope has a value that is malformed, unknown or not registered for the client.");
    }

    private static OAuthError? Challenge(Subject s)
    {
        if (s.Parameters["code_challenge"] is not { } challenge)
        {
            return OAuthError.InvalidRequest("code_challenge is missing.");
        }

        // RFC 7636 §4.3: a method left out means plain, which is as good as none.
        if (s.Parameters["code_challenge_method"] != Pkce.Method)
        {
            return OAuthError.InvalidRequest("code_challenge_method must be S256.");
        }

        return Pkce.IsChallenge(challenge)
            ? null
            : OAuthError.InvalidRequest("code_challenge is not the base64url of a SHA-256 hash.");
    }

    private static OAuthError? KnownPrompt(Subject s)
        => Prompt.Parse(s.Parameters["prompt"]) is null
            ? OAuthError.InvalidRequest("prompt has an unknown value, or none beside another.")
            : null;

    private static OAuthError? WholeSeconds(Subject s)
        => s.Parameters["max_age"] is not null && MaxAgeOf(s.Parameters) is null
            ? OAuthError.InvalidRequest("max_age must be a whole number of seconds.")
            : null;

    /// <summary>What the checks look at.</summary>
    internal sealed record Subject(
        AuthorizeParameters Parameters,
        RegisteredClient Client,
        ScopeSet Scopes,
        ScopeSet Known);
}
