using AuthPortal.Components.Shared;
using AuthPortal.Data.Entities;

namespace AuthPortal.Components.Me;

/// <summary>One connected app in words; carried from the server's rendering to the open page.</summary>
/// <param name="Place">Where it was signed in that was used last; null when that is not known.</param>
/// <param name="IsUnused">For a long time.</param>
public sealed record AppRow(
    string ClientId,
    string Name,
    string? Developer,
    bool Verified,
    ClientSource Source,
    string Scopes,
    DateTimeOffset AllowedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? ExpiresAt,
    string Device,
    string? Place,
    int Places,
    bool IsUnused)
{
    /// <summary>Its logo_uri.</summary>
    public string? Logo { get; init; }

    /// <summary>Relative to the page's base, which holds the issuer's path.</summary>
    public string Href => "apps/" + AppPath.Of(ClientId);
}
