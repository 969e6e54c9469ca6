using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>An app as its owner sees it in a list.</summary>
public sealed record OwnedApp(
    string ClientId,
    string Name,
    ClientMetadata Metadata,
    bool Verified,
    bool Disabled,
    DateTimeOffset CreatedAt,
    int People,
    int SignIns,
    bool Pending = false)
{
    public AppKind Kind => AppKinds.Of(Metadata);
}

/// <summary>An app as its owner works on it. <paramref name="Version"/> goes back with a change.</summary>
public sealed record OwnedAppDetails(
    OwnedApp App,
    ClientSource Source,
    string? OwnerId,
    string? OwnerName,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset Version,
    IReadOnlyList<OwnedSecret> Secrets);

/// <summary>What may be shown of a secret after its one showing.</summary>
public sealed record OwnedSecret(
    Guid Id,
    string? Name,
    string Hint,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt);
