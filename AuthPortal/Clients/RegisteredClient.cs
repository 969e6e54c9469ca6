using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>An immutable picture of a registered app, as the protocol's endpoints see it.</summary>
public sealed record RegisteredClient(
    string Id,
    string Name,
    string? OwnerId,
    string? OwnerName,
    ClientMetadata Metadata,
    bool Verified,
    bool Disabled,
    ClientSource Source,
    IReadOnlyList<RegisteredSecret> Secrets)
{
    /// <summary>RFC 7591 §2: absent means client_secret_basic.</summary>
    public string AuthMethod => Metadata.TokenEndpointAuthMethod ?? ClientAuthMethod.Basic;

    /// <summary>RFC 6749 §2.1: a client that cannot keep a secret.</summary>
    public bool IsPublic => AuthMethod == ClientAuthMethod.None;

    /// <summary>What it may ask for.</summary>
    public ScopeSet Scopes { get; } = ScopeSet.Parse(Metadata.Scope);

    /// <summary>What a person may untick.</summary>
    public ScopeSet OptionalScopes { get; } = ScopeSet.Parse(Metadata.OptionalScopes);

    /// <summary>RFC 9700 §2.1.1: public clients always, others unless they were registered to do without.</summary>
    public bool RequiresPkce => IsPublic || Metadata.RequirePkce != false;

    /// <summary>Every rule of the FAPI 2.0 security profile holds for it.</summary>
    public bool IsFapi => Metadata.Profile == ClientMetadata.FapiProfile;

    /// <summary>RFC 9126 §6; FAPI 2.0 §5.3.2.2.</summary>
    public bool RequiresPushedRequests => IsFapi || Metadata.RequirePushedAuthorizationRequests == true;

    public bool SkipsConsent => Metadata.SkipConsent == true;

    public bool AllowsGrant(string grantType)
        => Metadata.GrantTypes is { } allowed ? allowed.Contains(grantType) : grantType == GrantTypeName.AuthorizationCode;

    public bool AllowsResponseType(string responseType)
        => Metadata.ResponseTypes is { } allowed ? allowed.Contains(responseType) : responseType == "code";
}

/// <summary>A secret's hash and end; null means it has none.</summary>
public sealed record RegisteredSecret(
    Guid Id,
    byte[] Hash,
    DateTimeOffset? ExpiresAt,
    byte[]? ProtectedValue = null);
