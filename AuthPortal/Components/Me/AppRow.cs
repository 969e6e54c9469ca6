using AuthPortal.Components.Shared;
using AuthPortal.Data.Entities;

namespace AuthPortal.Components.Me;

/// <summary>One connected app in words; carried from the server's rendering to the open page.</summary>
public sealed record AppRow(
    string ClientId,
    string Name,
    string? Developer,
    bool Verified,
    ClientSource Source,
    string Scopes,
    DateTimeOffset AllowedAt,
    DateTimeOffset? LastUsedAt,
    string Device,
    int Places)
{
    /// <summary>Relative to the page's base, which holds the issuer's path.</summary>
    public string Href => "apps/" + AppPath.Of(ClientId);

    /// <summary>Name, developer or what it may do.</summary>
    public bool Fits(string search)
        => Name.Contains(search, StringComparison.CurrentCultureIgnoreCase)
            || Developer?.Contains(search, StringComparison.CurrentCultureIgnoreCase) == true
            || Scopes.Contains(search, StringComparison.CurrentCultureIgnoreCase);
}
