namespace AuthPortal.Clients.Registration;

/// <summary>RFC 7591's names of the members that a violation can point at.</summary>
public static class MemberName
{
    public const string ClientName = "client_name";
    public const string ClientUri = "client_uri";
    public const string LogoUri = "logo_uri";
    public const string TosUri = "tos_uri";
    public const string PolicyUri = "policy_uri";
    public const string Contacts = "contacts";
    public const string RedirectUris = "redirect_uris";
    public const string PostLogoutRedirectUris = "post_logout_redirect_uris";
    public const string GrantTypes = "grant_types";
    public const string ResponseTypes = "response_types";
    public const string Scope = "scope";
    public const string OptionalScopes = "optional_scopes";
    public const string TokenEndpointAuthMethod = "token_endpoint_auth_method";
    public const string IdTokenSignedResponseAlg = "id_token_signed_response_alg";
    public const string SubjectType = "subject_type";
    public const string SectorIdentifierUri = "sector_identifier_uri";
    public const string InitiateLoginUri = "initiate_login_uri";
    public const string SoftwareStatement = "software_statement";
    public const string DefaultMaxAge = "default_max_age";
    public const string ApplicationTypeName = "application_type";
    public const string SoftwareId = "software_id";
    public const string SoftwareVersion = "software_version";
    public const string TokenEndpointAuthSigningAlg = "token_endpoint_auth_signing_alg";
    public const string TlsClientAuthSubjectDn = "tls_client_auth_subject_dn";
    public const string TlsClientAuthSanDns = "tls_client_auth_san_dns";
    public const string TlsClientAuthSanUri = "tls_client_auth_san_uri";
    public const string TlsClientAuthSanIp = "tls_client_auth_san_ip";
    public const string TlsClientAuthSanEmail = "tls_client_auth_san_email";
    public const string TlsClientCertificateBoundAccessTokens = "tls_client_certificate_bound_access_tokens";
    public const string Jwks = "jwks";
    public const string JwksUri = "jwks_uri";
    public const string RequestUris = "request_uris";
    public const string RequestObjectSigningAlg = "request_object_signing_alg";
    public const string RequireSignedRequestObject = "require_signed_request_object";
    public const string Profile = "profile";
    public const string DpopBoundAccessTokens = "dpop_bound_access_tokens";
    public const string AccessTokenSignedResponseAlg = "access_token_signed_response_alg";
    public const string UserinfoSignedResponseAlg = "userinfo_signed_response_alg";
    public const string IntrospectionSignedResponseAlg = "introspection_signed_response_alg";
    public const string RequirePkce = "require_pkce";
    public const string AuthorizationSignedResponseAlg = "authorization_signed_response_alg";
    public const string AuthorizationDetailsTypes = "authorization_details_types";
    public const string TokenExchangeAudiences = "token_exchange_audiences";
    public const string TokenExchangeImpersonation = "token_exchange_impersonation";
    public const string BackchannelLogoutUri = "backchannel_logout_uri";
    public const string FrontchannelLogoutUri = "frontchannel_logout_uri";
    public const string SkipConsent = "skip_consent";
    public const string AccessTokenFormat = "access_token_format";
    public const string AccessTokenLifetime = "access_token_lifetime";
    public const string RefreshTokenLifetime = "refresh_token_lifetime";
}
