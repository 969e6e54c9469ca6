using AuthPortal.Components.Shared;

namespace AuthPortal.Components.Me;

/// <summary>One connected app in full, in words; carried from the server's rendering to the open page.</summary>
/// <param name="Row">As in the list.</param>
/// <param name="Site">Its https address; null when it registered none.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Unticked">What the person left out, in one line; null when nothing.</param>
/// <param name="Details">What is allowed in detail, RFC 9396.</param>
/// <param name="Places">Where it is signed in.</param>
/// <param name="Timeline">What happened, newest first.</param>
/// <param name="Outlives">How long access may outlive a revocation; null when it does not.</param>
public sealed record AppView(
    AppRow Row,
    string? Site,
    IReadOnlyList<ScopeRow> Scopes,
    string? Unticked,
    IReadOnlyList<DetailWord> Details,
    IReadOnlyList<PlaceRow> Places,
    IReadOnlyList<EventRow> Timeline,
    TimeSpan? Outlives)
{
    /// <summary>Where the app begins a sign-in with this server; null when it registered no such place.</summary>
    public string? Open { get; init; }

    public string? SiteHost => Site is null ? null : new Uri(Site).Authority;
}

/// <summary>A scope that is allowed, and since when.</summary>
/// <param name="Name">As on the wire.</param>
/// <param name="Icon">A name of <c>IconPaths</c>.</param>
/// <param name="Title">In words.</param>
/// <param name="AllowedAt">For the first time.</param>
/// <param name="IsRequired">The app says that it does not work without.</param>
public sealed record ScopeRow(string Name, string Icon, string Title, DateTimeOffset AllowedAt, bool IsRequired)
{
    /// <summary>Signing in itself can't be taken back and the app stay allowed.</summary>
    public bool CanBeRemoved => Name != "openid";
}

/// <summary>One living sign-in.</summary>
/// <param name="Where">The place, as far as it is known.</param>
public sealed record PlaceRow(
    Guid FamilyId,
    string Icon,
    string Device,
    string? Where,
    DateTimeOffset Since,
    DateTimeOffset LastUsedAt);
