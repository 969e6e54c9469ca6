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

/// <summary>An app as somebody works on it.</summary>
/// <param name="App">What the list shows too.</param>
/// <param name="Source">How it came to be registered.</param>
/// <param name="OwnerId">Who answers for it; null for what came with the server's own set-up.</param>
/// <param name="OwnerName">What to call them.</param>
/// <param name="LastUsedAt">By anybody.</param>
/// <param name="Version">Goes back with a change.</param>
/// <param name="Secrets">Newest first.</param>
/// <param name="MayChange">False for who only looks on.</param>
/// <param name="MayGiveAway">May hand it to somebody else, or delete it.</param>
public sealed record OwnedAppDetails(
    OwnedApp App,
    ClientSource Source,
    string? OwnerId,
    string? OwnerName,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset Version,
    IReadOnlyList<OwnedSecret> Secrets,
    bool MayChange,
    bool MayGiveAway);

/// <summary>What may be shown of a secret after its one showing.</summary>
public sealed record OwnedSecret(
    Guid Id,
    string? Name,
    string Hint,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt = null);
