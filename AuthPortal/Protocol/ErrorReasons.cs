namespace AuthPortal.Protocol;

/// <summary>For each broken rule the parameter that it is about and where it is written.</summary>
public static class ErrorReasons
{
    private static readonly Dictionary<ErrorReason, ErrorRule> Rules = new()
    {
        [ErrorReason.Other] = new(null, "RFC 6749 §5.2"),
        [ErrorReason.RedirectUriUnregistered] = new("redirect_uri", "RFC 9700 §2.1"),
        [ErrorReason.RedirectUriMissing] = new("redirect_uri", "RFC 6749 §3.1.2.3"),
        [ErrorReason.RedirectUriChanged] = new("redirect_uri", "RFC 6749 §4.1.3"),
        [ErrorReason.ScopeUnregistered] = new("scope", "RFC 6749 §3.3"),
        [ErrorReason.ScopeMissing] = new("scope", "RFC 6749 §3.3"),
        [ErrorReason.ScopeMalformed] = new("scope", "RFC 6749 §3.3"),
        [ErrorReason.ScopeWidened] = new("scope", "RFC 6749 §6"),
        [ErrorReason.OpenIdMissing] = new("scope", "OpenID Connect Core §3.1.2.1"),
        [ErrorReason.ChallengeMissing] = new("code_challenge", "RFC 9700 §2.1.1"),
        [ErrorReason.ChallengeMethod] = new("code_challenge_method", "RFC 7636 §4.3"),
        [ErrorReason.ChallengeMalformed] = new("code_challenge", "RFC 7636 §4.2"),
        [ErrorReason.VerifierMissing] = new("code_verifier", "RFC 7636 §4.5"),
        [ErrorReason.VerifierWrong] = new("code_verifier", "RFC 7636 §4.6"),
        [ErrorReason.VerifierUnexpected] = new("code_verifier", "RFC 9700 §4.8.2"),
        [ErrorReason.CodeMissing] = new("code", "RFC 6749 §4.1.3"),
        [ErrorReason.CodeUnknown] = new("code", "RFC 6749 §4.1.3"),
        [ErrorReason.CodeExpired] = new("code", "RFC 6749 §4.1.2"),
        [ErrorReason.CodeUsedBefore] = new("code", "RFC 6749 §4.1.2"),
        [ErrorReason.RefreshTokenMissing] = new("refresh_token", "RFC 6749 §6"),
        [ErrorReason.RefreshTokenUnknown] = new("refresh_token", "RFC 6749 §6"),
        [ErrorReason.RefreshTokenExpired] = new("refresh_token", "RFC 6749 §6"),
        [ErrorReason.RefreshTokenUsedBefore] = new("refresh_token", "RFC 9700 §4.14.2"),
        [ErrorReason.SecretWrong] = new("client_secret", "RFC 6749 §2.3.1"),
        [ErrorReason.SecretExpired] = new("client_secret", "RFC 7591 §3.2.1"),
        [ErrorReason.SecretMissing] = new("client_secret", "RFC 6749 §3.2.1"),
        [ErrorReason.SecretOfPublicClient] = new("client_secret", "RFC 9700 §2.5"),
        [ErrorReason.AuthMethodOther] = new("token_endpoint_auth_method", "RFC 7591 §2"),
        [ErrorReason.AuthMethodsTwo] = new("client_secret", "RFC 6749 §2.3"),
        [ErrorReason.CredentialsMalformed] = new("Authorization", "RFC 6749 §2.3.1"),
        [ErrorReason.AssertionRefused] = new("client_assertion", "RFC 7523 §3"),
        [ErrorReason.ClientIdConflicts] = new("client_id", "RFC 6749 §3.2.1"),
        [ErrorReason.ClientDisabled] = new("client_id", "RFC 6749 §5.2"),
        [ErrorReason.GrantTypeMissing] = new("grant_type", "RFC 6749 §4.1.3"),
        [ErrorReason.GrantTypeUnknown] = new("grant_type", "RFC 6749 §5.2"),
        [ErrorReason.GrantTypeUnregistered] = new("grant_type", "RFC 7591 §2"),
        [ErrorReason.ResponseTypeMissing] = new("response_type", "RFC 6749 §3.1.1"),
        [ErrorReason.ResponseTypeUnknown] = new("response_type", "RFC 6749 §3.1.1"),
        [ErrorReason.ResponseTypeUnregistered] = new("response_type", "RFC 7591 §2"),
        [ErrorReason.ResponseModeUnknown] = new("response_mode", "OAuth 2.0 Multiple Response Types §2.1"),
        [ErrorReason.NonceMissing] = new("nonce", "OpenID Connect Core §3.2.2.1"),
        [ErrorReason.PromptUnknown] = new("prompt", "OpenID Connect Core §3.1.2.1"),
        [ErrorReason.MaxAgeMalformed] = new("max_age", "OpenID Connect Core §3.1.2.1"),
        [ErrorReason.HintRefused] = new("id_token_hint", "OpenID Connect Core §3.1.2.2"),
        [ErrorReason.ParameterFaulty] = new(null, "RFC 6749 §3.1"),
        [ErrorReason.ContentType] = new("Content-Type", "RFC 6749 §4.1.3"),
        [ErrorReason.TokenMissing] = new("token", "RFC 7009 §2.1"),
        [ErrorReason.TokenOfOtherClient] = new("token", "RFC 7009 §2.1"),
        [ErrorReason.TokenInsufficient] = new("scope", "OpenID Connect Core §5.3"),
        [ErrorReason.PushRequired] = new("request_uri", "RFC 9126 §5"),
        [ErrorReason.PushedRequestGone] = new("request_uri", "RFC 9126 §4"),
        [ErrorReason.SignedRequestRequired] = new("request", "RFC 9101 §10.5"),
        [ErrorReason.RequestObjectInvalid] = new("request", "RFC 9101 §6"),
        [ErrorReason.DpopProofInvalid] = new("DPoP", "RFC 9449 §4.3"),
        [ErrorReason.DpopProofMissing] = new("DPoP", "RFC 9449 §5.2"),
        [ErrorReason.KeyOther] = new("DPoP", "RFC 9449 §7.1"),
        [ErrorReason.CertificateMissing] = new(null, "RFC 8705 §3"),
        [ErrorReason.ResourceRefused] = new("resource", "RFC 8707 §2"),
        [ErrorReason.DetailsRefused] = new("authorization_details", "RFC 9396 §5"),
        [ErrorReason.ClaimsMalformed] = new("claims", "OpenID Connect Core §5.5"),
        [ErrorReason.DevicePollsTooFast] = new("device_code", "RFC 8628 §3.5"),
        [ErrorReason.DeviceCodeRefused] = new("device_code", "RFC 8628 §3.5"),
        [ErrorReason.ExchangeRefused] = new("subject_token", "RFC 8693 §2.2.2"),
        [ErrorReason.RegistrationTokenWrong] = new("Authorization", "RFC 7592 §2"),
        [ErrorReason.MetadataRefused] = new(null, "RFC 7591 §3.2.2"),
        [ErrorReason.LogoutUriUnregistered] =
            new("post_logout_redirect_uri", "OpenID Connect RP-Initiated Logout §3"),
        [ErrorReason.LogoutClientOther] = new("client_id", "OpenID Connect RP-Initiated Logout §2"),
        [ErrorReason.LogoutNoticeFailed] = new("backchannel_logout_uri", "OpenID Connect Back-Channel Logout §2.8"),
    };

    public static ErrorRule Of(ErrorReason reason) => Rules[reason];
}

/// <summary>What a rule is about, and where it stands.</summary>
/// <param name="Parameter">A parameter's or header's name; null when it is about the request as a whole.</param>
/// <param name="Source">A specification and its section.</param>
public sealed record ErrorRule(string? Parameter, string Source);
