using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuthPortal.Protocol;

/// <summary>
/// A client's metadata under RFC 7591 §2's names (snake_case in JSON), with OpenID Connect Registration §2's and
/// this server's own. The form, registration over HTTP, the provisioning file and the stored column all use it.
/// An absent member is null and means the RFC's default.
/// </summary>
public sealed record ClientMetadata
{
    public string? ClientName { get; init; }

    public string? ClientUri { get; init; }

    public string? LogoUri { get; init; }

    public string? TosUri { get; init; }

    public string? PolicyUri { get; init; }

    public IReadOnlyList<string>? Contacts { get; init; }

    public IReadOnlyList<string>? RedirectUris { get; init; }

    public IReadOnlyList<string>? PostLogoutRedirectUris { get; init; }

    public IReadOnlyList<string>? GrantTypes { get; init; }

    public IReadOnlyList<string>? ResponseTypes { get; init; }

    /// <summary>Space-separated scopes that the client may ask for.</summary>
    public string? Scope { get; init; }

    public string? TokenEndpointAuthMethod { get; init; }

    /// <summary>The one algorithm that its assertions are signed with; absent means any that is supported.</summary>
    public string? TokenEndpointAuthSigningAlg { get; init; }

    /// <summary>RFC 8705 §2.1.2; exactly one of the five names the certificate of tls_client_auth.</summary>
    public string? TlsClientAuthSubjectDn { get; init; }

    public string? TlsClientAuthSanDns { get; init; }

    public string? TlsClientAuthSanUri { get; init; }

    public string? TlsClientAuthSanIp { get; init; }

    public string? TlsClientAuthSanEmail { get; init; }

    /// <summary>RFC 8705 §3.4: its access tokens are bound to its certificate.</summary>
    public bool? TlsClientCertificateBoundAccessTokens { get; init; }

    public JsonElement? Jwks { get; init; }

    public string? JwksUri { get; init; }

    public string? IdTokenSignedResponseAlg { get; init; }

    /// <summary>This server's own; absent means ES256.</summary>
    public string? AccessTokenSignedResponseAlg { get; init; }

    /// <summary>Absent means plain JSON.</summary>
    public string? UserinfoSignedResponseAlg { get; init; }

    /// <summary>RFC 9701 §6; absent means the server's choice where a signed answer is asked for.</summary>
    public string? IntrospectionSignedResponseAlg { get; init; }

    /// <summary>JARM §3; absent means ES256.</summary>
    public string? AuthorizationSignedResponseAlg { get; init; }

    /// <summary>RFC 9101 §10.5; absent means any that is supported, but never none.</summary>
    public string? RequestObjectSigningAlg { get; init; }

    /// <summary>RFC 9101 §10.5: a request without a signed object is refused.</summary>
    public bool? RequireSignedRequestObject { get; init; }

    /// <summary>Where its request objects may lie, OpenID Connect Registration §2.</summary>
    public IReadOnlyList<string>? RequestUris { get; init; }

    public string? SubjectType { get; init; }

    public string? SectorIdentifierUri { get; init; }

    /// <summary>Seconds.</summary>
    public int? DefaultMaxAge { get; init; }

    public bool? RequireAuthTime { get; init; }

    public IReadOnlyList<string>? DefaultAcrValues { get; init; }

    /// <summary>Where a third party begins a sign-in, OpenID Connect Core §4.</summary>
    public string? InitiateLoginUri { get; init; }

    public string? FrontchannelLogoutUri { get; init; }

    public bool? FrontchannelLogoutSessionRequired { get; init; }

    public string? BackchannelLogoutUri { get; init; }

    public bool? BackchannelLogoutSessionRequired { get; init; }

    /// <summary>RFC 9396 §10: the types of authorization details that it may ask for.</summary>
    public IReadOnlyList<string>? AuthorizationDetailsTypes { get; init; }

    public bool? DpopBoundAccessTokens { get; init; }

    public bool? RequirePushedAuthorizationRequests { get; init; }

    /// <summary>False lets a confidential client do without PKCE; it has a nonce to protect its codes.</summary>
    public bool? RequirePkce { get; init; }

    /// <summary>The value of <see cref="Profile"/> that turns on every rule of the FAPI 2.0 security profile.</summary>
    public const string FapiProfile = "fapi2";

    /// <summary><c>fapi2</c> turns on every rule of the FAPI 2.0 security profile for this client.</summary>
    public string? Profile { get; init; }

    /// <summary>Resources and clients that it may exchange tokens for, RFC 8693.</summary>
    public IReadOnlyList<string>? TokenExchangeAudiences { get; init; }

    /// <summary>True lets it exchange for a token that does not name it as actor, RFC 8693 §1.1.</summary>
    public bool? TokenExchangeImpersonation { get; init; }

    /// <summary><c>web</c> (the default) or <c>native</c>.</summary>
    public string? ApplicationType { get; init; }

    public string? SoftwareId { get; init; }

    public string? SoftwareVersion { get; init; }

    /// <summary>RFC 7591 §2.3: a JWT in which somebody whom the server trusts vouches for members.</summary>
    public string? SoftwareStatement { get; init; }

    /// <summary>Only an administrator may set it: no consent page for this client.</summary>
    public bool? SkipConsent { get; init; }

    /// <summary>Space-separated scopes that a person may untick on the consent page.</summary>
    public string? OptionalScopes { get; init; }

    /// <summary><c>jwt</c> or <c>opaque</c>; absent means the server's setting.</summary>
    public string? AccessTokenFormat { get; init; }

    /// <summary>Seconds; absent means the server's setting for the grant.</summary>
    public int? AccessTokenLifetime { get; init; }

    /// <summary>Seconds; absent means the server's setting.</summary>
    public int? RefreshTokenLifetime { get; init; }

    /// <summary>True puts the scope claims into the ID token too.</summary>
    public bool? ClaimsInIdToken { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Other { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClientMetadata))]
public sealed partial class ClientMetadataJson : JsonSerializerContext;
