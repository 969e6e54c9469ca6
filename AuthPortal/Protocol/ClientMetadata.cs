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

    public JsonElement? Jwks { get; init; }

    public string? JwksUri { get; init; }

    public string? IdTokenSignedResponseAlg { get; init; }

    public string? SubjectType { get; init; }

    public string? SectorIdentifierUri { get; init; }

    /// <summary>Seconds.</summary>
    public int? DefaultMaxAge { get; init; }

    public bool? RequireAuthTime { get; init; }

    public string? BackchannelLogoutUri { get; init; }

    public bool? DpopBoundAccessTokens { get; init; }

    public bool? RequirePushedAuthorizationRequests { get; init; }

    /// <summary><c>web</c> (the default) or <c>native</c>.</summary>
    public string? ApplicationType { get; init; }

    public string? SoftwareId { get; init; }

    public string? SoftwareVersion { get; init; }

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
