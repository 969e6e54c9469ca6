namespace AuthPortal.Components.Me;

/// <summary>One connected app in full, in words; carried from the server's rendering to the open page.</summary>
/// <param name="Row">As in the list.</param>
/// <param name="Site">Its https address; null when it registered none.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Unticked">What the person left out, in one line; null when nothing.</param>
/// <param name="Places">Where it is signed in.</param>
/// <param name="Timeline">What happened, newest first.</param>
/// <param name="Outlives">How long access may outlive a revocation; null when it does not.</param>
public sealed record AppView(
    AppRow Row,
    string? Site,
    IReadOnlyList<ScopeRow> Scopes,
    string? Unticked,
    IReadOnlyList<PlaceRow> Places,
    IReadOnlyList<EventRow> Timeline,
    TimeSpan? Outlives)
{
    public string? SiteHost => Site is null ? null : new Uri(Site).Authority;
}

/// <summary>A scope that is allowed, and since when.</summary>
public sealed record ScopeRow(string Icon, string Title, DateTimeOffset AllowedAt);

/// <summary>One living sign-in.</summary>
public sealed record PlaceRow(
    Guid FamilyId,
    string Icon,
    string Device,
    DateTimeOffset Since,
    DateTimeOffset LastUsedAt);
