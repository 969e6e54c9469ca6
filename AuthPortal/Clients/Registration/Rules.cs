namespace AuthPortal.Clients.Registration;

/// <summary>Every rule of registration. Each key has its words for people in RuleTexts, in each language.</summary>
public static class Rules
{
    private const string Metadata = "RFC 7591 §2";
    private const string ExactUris = "RFC 9700 §2.1";
    private const string EndpointUris = "RFC 6749 §3.1.2";
    private const string PrivateSchemes = "RFC 8252 §7.1";
    private const string OurOwn = "AuthPortal";

    public static readonly Rule NameMissing = new(nameof(NameMissing), Metadata, "is required.");
    public static readonly Rule NameTooLong = new(nameof(NameTooLong), OurOwn, "has more than 80 characters.");
    public static readonly Rule NameInvisible =
        new(nameof(NameInvisible), "RFC 7591 §5", "has control, direction or invisible characters.");

    public static readonly Rule TextTooLong = new(nameof(TextTooLong), OurOwn, "has more than 200 characters.");
    public static readonly Rule TextInvisible = new(nameof(TextInvisible), OurOwn, "has control characters.");
    public static readonly Rule LinkNotHttps = new(nameof(LinkNotHttps), "RFC 7591 §5", "must be an https URL.");
    public static readonly Rule LinkMalformed = new(nameof(LinkMalformed), Metadata, "is not a valid URL.");
    public static readonly Rule ContactMalformed = new(nameof(ContactMalformed), Metadata, "is not a mail address.");
    public static readonly Rule TooMany = new(nameof(TooMany), OurOwn, "has too many values.");
    public static readonly Rule Duplicate = new(nameof(Duplicate), OurOwn, "repeats an earlier value.");

    public static readonly Rule RedirectMissing =
        new(nameof(RedirectMissing), Metadata, "is required for the authorization_code grant.");

    public static readonly Rule UriTooLong = new(nameof(UriTooLong), OurOwn, "has more than 2000 characters.");
    public static readonly Rule UriBadCharacter =
        new(nameof(UriBadCharacter), "RFC 3986 §2", "has characters that a URI cannot have.");

    public static readonly Rule UriNotAbsolute = new(nameof(UriNotAbsolute), EndpointUris, "must be an absolute URI.");
    public static readonly Rule UriFragment = new(nameof(UriFragment), EndpointUris, "must not have a fragment.");
    public static readonly Rule UriUserInfo =
        new(nameof(UriUserInfo), "RFC 3986 §7.6", "must not have a user name before the host.");

    public static readonly Rule UriWildcard =
        new(nameof(UriWildcard), ExactUris, "must not have a wildcard: redirect URIs are compared exactly.");

    public static readonly Rule UriPlainHttp =
        new(nameof(UriPlainHttp), "RFC 9700 §2.6", "must be https; http is for loopback hosts only.");

    public static readonly Rule ImplicitNeedsHttps = new(
        nameof(ImplicitNeedsHttps),
        "OpenID Connect Registration §2",
        "must be an https URI of a host other than localhost for the implicit grant.");

    public static readonly Rule UriDangerousScheme =
        new(nameof(UriDangerousScheme), "RFC 9700 §4.11", "has a scheme that a browser acts on by itself.");

    public static readonly Rule UriSchemeWithoutDomain = new(
        nameof(UriSchemeWithoutDomain), PrivateSchemes, "must have a scheme in reverse domain form, with a dot.");

    public static readonly Rule UriSchemeNeedsNative = new(
        nameof(UriSchemeNeedsNative), PrivateSchemes, "may have a private-use scheme for application_type native only.");

    public static readonly Rule GrantNotSupported = new(
        nameof(GrantNotSupported),
        Metadata,
        "is not a grant type that this server offers.");

    public static readonly Rule GrantMissing = new(nameof(GrantMissing), Metadata, "must have a value.");
    public static readonly Rule RefreshNeedsCode = new(
        nameof(RefreshNeedsCode), "RFC 6749 §6", "has refresh_token without a grant that gives one.");

    public static readonly Rule MachineNeedsSecret = new(
        nameof(MachineNeedsSecret), "RFC 6749 §4.4", "has client_credentials, which needs a client that authenticates.");

    public static readonly Rule GrantNeedsProof = new(
        nameof(GrantNeedsProof), "RFC 8693 §5", "has a grant that speaks for people, which needs a client that authenticates.");

    public static readonly Rule VouchingNeedsKeys = new(
        nameof(VouchingNeedsKeys), "RFC 7523 §3", "or jwks_uri is required by the JWT bearer grant.");

    public static readonly Rule ExchangeNeedsTargets = new(
        nameof(ExchangeNeedsTargets), "RFC 8693 §2.1", "is required by the token exchange grant.");

    public static readonly Rule LogoutOrigin = new(
        nameof(LogoutOrigin), "OpenID Connect Front-Channel Logout §2", "must have the scheme, host and port of a redirect URI.");

    public static readonly Rule ResponseNotSupported =
        new(nameof(ResponseNotSupported), Metadata, "is not a response type that this server offers.");

    public static readonly Rule ResponseNeedsGrant = new(
        nameof(ResponseNeedsGrant), "RFC 7591 §2.1", "and grant_types don't match: code goes with authorization_code, tokens with implicit.");

    public static readonly Rule KeysTwice =
        new(nameof(KeysTwice), Metadata, "must not stand beside jwks: keys are given by value or by URL.");

    public static readonly Rule KeysMissing = new(
        nameof(KeysMissing), "RFC 7523 §3", "or jwks_uri is required by this token_endpoint_auth_method.");

    public static readonly Rule KeyIsPrivate =
        new(nameof(KeyIsPrivate), "RFC 7517 §9.2", "has a private or symmetric key, which must never leave the client.");

    public static readonly Rule KeysUnusable = new(
        nameof(KeysUnusable),
        "RFC 7517 §5",
        "has no key that can check a signature: P-256 or RSA of 2048 bits or more, at most 20.");

    public static readonly Rule AuthAlgorithmNotSupported = new(
        nameof(AuthAlgorithmNotSupported),
        "OpenID Connect Core §9",
        "does not fit the method: ES256, PS256 or RS256 for private_key_jwt, HS256 for client_secret_jwt.");

    public static readonly Rule CertificateNames = new(
        nameof(CertificateNames), "RFC 8705 §2.1.2", "must be the one name of the certificate, for tls_client_auth alone.");

    public static readonly Rule MutualTlsOff =
        new(nameof(MutualTlsOff), "RFC 8705 §2", "needs mutual TLS, which is off on this server.");

    public static readonly Rule UnsignedRefused = new(
        nameof(UnsignedRefused), "RFC 9101 §10.5", "must not be none where signed request objects are required.");

    public static readonly Rule ProfileUnknown = new(nameof(ProfileUnknown), OurOwn, "must be fapi2, or left out.");
    public static readonly Rule FapiNeedsKeys = new(
        nameof(FapiNeedsKeys), "FAPI 2.0 §5.3.2.1", "must be private_key_jwt or a method of mutual TLS.");

    public static readonly Rule FapiNeedsBinding = new(
        nameof(FapiNeedsBinding), "FAPI 2.0 §5.3.2.1", "or tls_client_certificate_bound_access_tokens must be true.");

    public static readonly Rule FapiAlgorithm =
        new(nameof(FapiAlgorithm), "FAPI 2.0 §5.4.1", "must be ES256 or PS256.");

    public static readonly Rule FapiNeedsHttps =
        new(nameof(FapiNeedsHttps), "FAPI 2.0 §5.3.2.2", "must be an https URI.");

    public static readonly Rule PublicNeedsPkce = new(
        nameof(PublicNeedsPkce), "RFC 9700 §2.1.1", "must not be false for a client without authentication.");

    public static readonly Rule DetailTypeUnknown = new(
        nameof(DetailTypeUnknown), "RFC 9396 §10", "has a type that this server does not know.");

    public static readonly Rule AuthMethodNotSupported = new(
        nameof(AuthMethodNotSupported), Metadata, "is not a way to authenticate that this server knows.");

    public static readonly Rule ApplicationTypeNotSupported =
        new(nameof(ApplicationTypeNotSupported), "OpenID Connect Registration §2", "must be web or native.");

    public static readonly Rule ScopeMalformed = new(nameof(ScopeMalformed), "RFC 6749 §3.3", "is malformed.");
    public static readonly Rule ScopeUnknown =
        new(nameof(ScopeUnknown), "RFC 6749 §3.3", "has a scope that this server does not know.");

    public static readonly Rule OptionalNotInScope =
        new(nameof(OptionalNotInScope), OurOwn, "has a scope that is not in scope.");

    public static readonly Rule OptionalOpenId =
        new(nameof(OptionalOpenId), "OpenID Connect Core §3.1.2.1", "cannot have openid, without which nobody signs in.");

    public static readonly Rule AlgorithmNotSupported = new(
        nameof(AlgorithmNotSupported), "OpenID Connect Registration §2", "is not supported: ES256, RS256 and PS256 are.");

    public static readonly Rule SubjectTypeNotSupported = new(
        nameof(SubjectTypeNotSupported), "OpenID Connect Core §8", "must be public or pairwise.");

    public static readonly Rule SectorNeedsUri = new(
        nameof(SectorNeedsUri),
        "OpenID Connect Core §8.1",
        "is required: pairwise subjects need it unless all redirect URIs have one host that is not this device.");

    public static readonly Rule SectorNeedsKeys = new(
        nameof(SectorNeedsKeys),
        "OpenID Connect CIBA §4",
        "and private_key_jwt are required of a pairwise client whose grants need no redirect URI.");

    public static readonly Rule SectorMismatch = new(
        nameof(SectorMismatch),
        "OpenID Connect Core §8.1",
        "can't be fetched, or is no JSON array with every redirect URI, and jwks_uri where keys are required.");

    public static readonly Rule StatementInvalid = new(
        nameof(StatementInvalid), "RFC 7591 §3.2.2", "is not a valid JWT signed by its issuer.");

    public static readonly Rule StatementUnapproved = new(
        nameof(StatementUnapproved), "RFC 7591 §3.2.2", "is not of an issuer that this server trusts.");

    public static readonly Rule MaxAgeNegative =
        new(nameof(MaxAgeNegative), "OpenID Connect Registration §2", "must not be negative.");

    public static readonly Rule FormatNotSupported = new(nameof(FormatNotSupported), OurOwn, "must be jwt or opaque.");
    public static readonly Rule AccessLifetimeRange = new(
        nameof(AccessLifetimeRange), "RFC 9700 §2.2.1", "must be between 60 and 864000 seconds.");

    public static readonly Rule RefreshLifetimeRange = new(
        nameof(RefreshLifetimeRange), "RFC 9700 §4.14.2", "must be between 60 and 31536000 seconds.");

    public static readonly Rule AdministratorOnly =
        new(nameof(AdministratorOnly), OurOwn, "can be set by an administrator only.");

    public static readonly Rule NotSupportedYet =
        new(nameof(NotSupportedYet), Metadata, "is not supported yet, so it is refused rather than ignored.");

    public static readonly Rule TooManyApps =
        new(nameof(TooManyApps), OurOwn, "is refused: this owner has the most apps that one may have.");
}
