using System.Globalization;
using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>
/// The checks after client and redirect_uri, in their order, each with its refusal: RFC 6749 §4.1.2.1, RFC 7636
/// §4.4.1, OpenID Connect Core §3.1.2.2 and §3.1.2.6. Those of extensions stand in <see cref="ExtensionChecks"/>.
/// </summary>
internal static class AuthorizeChecks
{
    private static readonly Func<AuthorizeSubject, OAuthError?>[] InOrder =
    [
        NothingTwiceOrMalformed,
        KnownResponseType,
        ClientMayAskForIt,
        KnownResponseMode,
        NoRegistration,
        PushedWhereRequired,
        SignedWhereRequired,
        ScopesAreTheClients,
        Nonce,
        Challenge,
        KnownPrompt,
        WholeSeconds,
        .. ExtensionChecks.InOrder,
    ];

    public static OAuthError? FirstFailure(AuthorizeSubject subject)
        => InOrder.Select(check => check(subject)).FirstOrDefault(error => error is not null);

    /// <summary>Null when it was left out or is not a number of seconds.</summary>
    public static TimeSpan? MaxAgeOf(AuthorizeParameters parameters)
        => int.TryParse(parameters["max_age"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static OAuthError? NothingTwiceOrMalformed(AuthorizeSubject s)
        => s.Parameters.HasFault
            ? OAuthError.InvalidRequest("A parameter was sent more than once or is not well-formed text.")
                .Because(ErrorReason.ParameterFaulty)
            : null;

    private static OAuthError? KnownResponseType(AuthorizeSubject s)
    {
        if (s.Parameters["response_type"] is null)
        {
            return OAuthError.InvalidRequest("response_type is missing.").Because(ErrorReason.ResponseTypeMissing);
        }

        return s.Response is { } response && (s.Options.LegacyGrants || !response.IsFrontChannel)
            ? null
            : new OAuthError("unsupported_response_type", "response_type is not one that this server offers.")
                .Because(ErrorReason.ResponseTypeUnknown, s.Parameters["response_type"]);
    }

    private static OAuthError? ClientMayAskForIt(AuthorizeSubject s)
    {
        var response = s.Response ?? throw new InvalidOperationException("An earlier check lets none by without.");
        if (s.IsOfDevice)
        {
            return s.Client.AllowsGrant(GrantTypeName.DeviceCode)
                ? null
                : OAuthError.UnauthorizedClient("The client is not registered for the device grant.")
                    .Because(ErrorReason.GrantTypeUnregistered, GrantTypeName.DeviceCode, s.Client.Metadata.GrantTypes);
        }

        var grants = (!response.HasCode || s.Client.AllowsGrant(GrantTypeName.AuthorizationCode))
            && (!response.IsFrontChannel || s.Client.AllowsGrant(GrantTypeName.Implicit));
        // Nothing proves a key on the way through the browser.
        var bound = s.Client.Metadata is { DpopBoundAccessTokens: true } or { TlsClientCertificateBoundAccessTokens: true };
        return grants && !(response.HasToken && bound) && s.Client.AllowsResponseType(response.ToString())
            ? null
            : OAuthError.UnauthorizedClient("The client is not registered for this response_type.")
                .Because(ErrorReason.ResponseTypeUnregistered, response.ToString(), s.Client.Metadata.ResponseTypes);
    }

    private static OAuthError? KnownResponseMode(AuthorizeSubject s)
        => ResponseMode.Of(s.Parameters["response_mode"], s.Response) is null
            ? OAuthError.InvalidRequest("response_mode is unknown, or not allowed with this response_type.")
                .Because(ErrorReason.ResponseModeUnknown, s.Parameters["response_mode"])
            : null;

    private static OAuthError? NoRegistration(AuthorizeSubject s)
        => s.Parameters["registration"] is not null
            ? new OAuthError("registration_not_supported", "registration is not supported.")
            : null;

    /// <summary>RFC 9126 §5 and §6.</summary>
    private static OAuthError? PushedWhereRequired(AuthorizeSubject s)
        => s.Client.RequiresPushedRequests && !s.IsOfDevice && (s.Origin & (RequestOrigin.Pushed | RequestOrigin.Kept)) == RequestOrigin.None
            ? OAuthError.InvalidRequest("The client must push its authorization requests.")
                .Because(ErrorReason.PushRequired)
            : null;

    /// <summary>RFC 9101 §10.5.</summary>
    private static OAuthError? SignedWhereRequired(AuthorizeSubject s)
        => s.Client.Metadata.RequireSignedRequestObject == true
            && !s.IsOfDevice
            && (s.Origin & (RequestOrigin.SignedObject | RequestOrigin.Kept)) == RequestOrigin.None
            ? OAuthError.InvalidRequest("The client must sign its authorization requests.")
                .Because(ErrorReason.SignedRequestRequired)
            : null;

    private static OAuthError? ScopesAreTheClients(AuthorizeSubject s)
    {
        if (s.Scopes.Count == 0)
        {
            return OAuthError.InvalidScope("scope is missing and the client has no registered scope.")
                .Because(ErrorReason.ScopeMissing);
        }

        if (s.Response?.HasIdToken == true && !s.Scopes.Contains("openid"))
        {
            return OAuthError.InvalidScope("scope must have openid for this response_type.")
                .Because(ErrorReason.OpenIdMissing, s.Scopes.ToString());
        }

        return s.Client.Scopes.Covers(s.Scopes) && s.Catalog.All.Covers(s.Scopes)
            ? null
            : OAuthError.InvalidScope("scope has a value that is malformed, unknown or not registered for the client.")
                .Because(ErrorReason.ScopeUnregistered, s.Scopes.ToString(), [s.Client.Scopes.ToString()]);
    }

    /// <summary>OpenID Connect Core §3.2.2.1 and §3.3.2.11: an ID token in the browser needs it against replay.</summary>
    private static OAuthError? Nonce(AuthorizeSubject s)
        => s.Response?.HasIdToken == true && s.Parameters["nonce"] is null
            ? OAuthError.InvalidRequest("nonce is missing.").Because(ErrorReason.NonceMissing)
            : null;

    private static OAuthError? Challenge(AuthorizeSubject s)
    {
        if (s.Parameters["code_challenge"] is not { } challenge)
        {
            if (s.Parameters["code_challenge_method"] is not null)
            {
                return OAuthError.InvalidRequest("code_challenge_method was sent without code_challenge.")
                    .Because(ErrorReason.ChallengeMissing);
            }

            return s.Response?.HasCode == true && !s.IsOfDevice && s.Client.RequiresPkce
                ? OAuthError.InvalidRequest("code_challenge is missing.").Because(ErrorReason.ChallengeMissing)
                : null;
        }

        // RFC 7636 §4.3: a method left out means plain, which is as good as none.
        if (s.Parameters["code_challenge_method"] != Pkce.Method)
        {
            return OAuthError.InvalidRequest("code_challenge_method must be S256.")
                .Because(ErrorReason.ChallengeMethod, s.Parameters["code_challenge_method"], [Pkce.Method]);
        }

        return Pkce.IsChallenge(challenge)
            ? null
            : OAuthError.InvalidRequest("code_challenge is not the base64url of a SHA-256 hash.")
                .Because(ErrorReason.ChallengeMalformed);
    }

    private static OAuthError? KnownPrompt(AuthorizeSubject s)
        => Prompt.Parse(s.Parameters["prompt"]) is null
            ? OAuthError.InvalidRequest("prompt has an unknown value, or none beside another.")
                .Because(ErrorReason.PromptUnknown, s.Parameters["prompt"])
            : null;

    private static OAuthError? WholeSeconds(AuthorizeSubject s)
        => s.Parameters["max_age"] is not null && MaxAgeOf(s.Parameters) is null
            ? OAuthError.InvalidRequest("max_age must be a whole number of seconds.")
                .Because(ErrorReason.MaxAgeMalformed, s.Parameters["max_age"])
            : null;
}
