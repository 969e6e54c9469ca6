namespace AuthPortal.Tests.Certification;

/// <summary>
/// Every module of the OpenID Foundation's certification suite (July 2026) that concerns a server, by plan. The name of
/// a module is that of its test: <c>codereuse-30seconds</c> is <c>Oidcc_codereuse_30seconds</c>.
/// </summary>
internal static class Modules
{
    /// <summary>The trait that puts a test into its plan; a test with variants is in the plan of each.</summary>
    public const string Plan = "Plan";

    public const string Config = "Config OP";
    public const string Dynamic = "Dynamic OP";
    public const string RpInitiated = "RP-Initiated Logout OP";
    public const string BackChannel = "Back-Channel Logout OP";
    public const string FrontChannel = "Front-Channel Logout OP";
    public const string SessionManagement = "Session Management OP";
    public const string ThirdPartyInitiated = "Third-Party-Initiated Login OP";
    public const string Fapi2 = "FAPI 2.0 Security Profile";
    public const string Fapi2Signing = "FAPI 2.0 Message Signing";

    private const string OfEveryFlow =
        """
        server response-type-missing idtoken-signature userinfo-get userinfo-post-header userinfo-post-body
        scope-profile scope-email scope-address scope-phone scope-all alternate-happy-flow display-page display-popup
        prompt-login prompt-none-not-logged-in prompt-none-logged-in max-age-1 max-age-10000
        ensure-request-with-unknown-parameter-succeeds id-token-hint login-hint ui-locales claims-locales
        ensure-request-with-acr-values-succeeds ensure-registered-redirect-uri ensure-post-request-succeeds
        request-uri-unsigned-supported-correctly-or-rejected-as-unsupported
        unsigned-request-object-supported-correctly-or-rejected-as-unsupported claims-essential
        ensure-request-object-with-redirect-uri
        """;

    private const string OfCodes =
        """
        codereuse codereuse-30seconds server-client-secret-post refresh-token ensure-request-with-valid-pkce-succeeds
        """;

    private const string Nonce = "ensure-request-without-nonce-fails";

    /// <summary>By plan, in the order in which the table shows them.</summary>
    public static IReadOnlyDictionary<string, string[]> ByPlan { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Basic OP"] = Basic,
        ["Hybrid OP"] = Hybrid,
        ["Implicit OP"] = Implicit,
        ["Form Post Basic OP"] = Basic,
        ["Form Post Hybrid OP"] = Hybrid,
        ["Form Post Implicit OP"] = Implicit,
        [Config] = Oidcc("discovery-endpoint-verification"),
        [Dynamic] = Oidcc(
            """
            idtoken-rs256 idtoken-unsigned userinfo-rs256 ensure-redirect-uri-in-authorization-request
            redirect-uri-query-OK redirect-uri-query-mismatch redirect-uri-query-added redirect-uri-regfrag
            discovery-endpoint-verification server registration-logo-uri registration-policy-uri registration-tos-uri
            registration-jwks-uri registration-sector-uri registration-sector-bad server-rotate-keys
            refresh-token-rp-key-rotation request-uri-unsigned request-uri-signed-rs256
            ensure-request-object-with-redirect-uri refresh-token ensure-client-assertion-with-iss-aud-succeeds
            """),
        [ThirdPartyInitiated] = Oidcc("3rd-party-init-login 3rd-party-init-login-nohttps"),
        [RpInitiated] = Oidcc(
            """
            discovery . bad-post-logout-redirect-uri modified-id-token-hint bad-id-token-hint no-id-token-hint no-params
            no-post-logout-redirect-uri no-state only-state query-added-to-post-logout-redirect-uri
            """,
            "rp-initiated-logout"),
        [BackChannel] = Oidcc("discovery rp-initiated-logout", "backchannel"),
        [FrontChannel] = Oidcc("discovery rp-initiated-logout", "frontchannel"),
        [SessionManagement] = Oidcc("discovery rp-initiated-logout", "session-management"),
        [Fapi2] = Names(
            "Fapi2_",
            """
            ensure-unsigned-authorization-request-without-using-par-fails
            par-authorization-request-containing-request-uri-form-param par-attempt-reuse-request-uri
            par-attempt-to-use-request-uri-for-different-client ensure-private-key-jwt-or-mtls
            ensure-client-assertion-with-iss-aud-succeeds ensure-client-assertion-with-array-aud-fails
            ensure-client-assertion-signed-by-another-client-fails ensure-sender-constrained-tokens
            ensure-dpop-auth-code-binding-success ensure-dpop-auth-code-binding-fails
            ensure-authorization-code-is-bound-to-client authorization-code-lives-60-seconds-at-most
            ensure-iss-in-authorization-response ensure-access-token-in-query-fails ensure-pkce-required
            discovery-endpoint-verification refresh-token
            """),
        [Fapi2Signing] = Names(
            "Fapi2_",
            """
            happy-flow-with-jarm ensure-unsigned-request-at-par-endpoint-fails
            ensure-request-object-with-multiple-aud-succeeds ensure-request-object-with-bad-aud-fails
            ensure-request-object-without-exp-fails ensure-request-object-without-nbf-fails
            ensure-expired-request-object-fails ensure-request-object-with-exp-over-60-fails
            ensure-request-object-with-nbf-over-60-fails
            ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted
            ensure-signed-request-object-with-RS256-fails ensure-request-object-with-alg-none-fails
            ensure-request-object-with-invalid-signature-fails ensure-matching-key-in-authorization-request
            """),
    };

    /// <summary>The plan of a class that has no trait; null for any other.</summary>
    public static string? PlanOfClass(string name)
        => name.StartsWith("DynamicOp", StringComparison.Ordinal) ? Dynamic
            : name.StartsWith("ThirdPartyInitiatedLoginOp", StringComparison.Ordinal) ? ThirdPartyInitiated
            : null;

    private static string[] Basic => Oidcc(
        $"{OfEveryFlow} {OfCodes} idtoken-unsigned ensure-request-without-nonce-succeeds-for-code-flow");

    private static string[] Hybrid => Oidcc($"{OfEveryFlow} {OfCodes} {Nonce}");

    private static string[] Implicit => Oidcc($"{OfEveryFlow} {Nonce}");

    private static string[] Oidcc(string modules, string? prefix = null)
        => Names(prefix is null ? "Oidcc_" : $"Oidcc_{prefix.Replace('-', '_')}_", modules);

    /// <summary>A dot stands for the prefix alone.</summary>
    private static string[] Names(string prefix, string modules)
        => [.. modules.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(module => module == "." ? prefix.TrimEnd('_') : prefix + module.Replace('-', '_'))];
}
