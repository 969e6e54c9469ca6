using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Grants;

/// <summary>One app that a person allowed, as a row of their list.</summary>
/// <param name="ClientId">The app.</param>
/// <param name="Name">Its name.</param>
/// <param name="Developer">Who owns it; null for apps that came with the server's set-up.</param>
/// <param name="Verified">An administrator vouches for it.</param>
/// <param name="Source">Where its registration came from.</param>
/// <param name="Scopes">What it may do now.</param>
/// <param name="AllowedAt">When it was first allowed.</param>
/// <param name="LastUsedAt">When it last used what it got; null when never.</param>
/// <param name="LastUserAgent">The browser of the sign-in that was used last.</param>
/// <param name="SignedInPlaces">How many of its sign-ins are alive.</param>
public sealed record ConnectedApp(
    string ClientId,
    string Name,
    string? Developer,
    bool Verified,
    ClientSource Source,
    ScopeSet Scopes,
    DateTimeOffset AllowedAt,
    DateTimeOffset? LastUsedAt,
    string? LastUserAgent,
    int SignedInPlaces)
{
    /// <summary>Its logo_uri.</summary>
    public string? Logo { get; init; }

    /// <summary>After so long without use an app is called unused.</summary>
    public static readonly TimeSpan LongUnused = TimeSpan.FromDays(90);

    /// <summary>The address of the sign-in that was used last.</summary>
    public string? LastAddress { get; init; }

    /// <summary>When it ends by itself; null when it lasts until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>It may get new access while nobody is there: by a living refresh token, or by its scope.</summary>
    public bool CanActAway { get; init; }

    /// <summary>Nobody here vouches for who is behind it, neither an administrator nor whoever set up the server.</summary>
    public bool IsUnverified
        => !Verified && Source is ClientSource.Form or ClientSource.Registration or ClientSource.Document;

    public DateTimeOffset LastTouchedAt => LastUsedAt ?? AllowedAt;

    public bool IsUnused(DateTimeOffset now) => now - LastTouchedAt >= LongUnused;
}

/// <summary>An app in full.</summary>
/// <param name="App">The row of the list.</param>
/// <param name="Metadata">Its logo and links.</param>
/// <param name="DeniedScopes">Optional ones that the person unticked or took back.</param>
/// <param name="Details">What is allowed in detail, RFC 9396.</param>
/// <param name="Places">Where it is signed in, last used first.</param>
/// <param name="Timeline">What it did, newest first.</param>
/// <param name="OutlivesRevocation">
/// How long a token that resource servers check by themselves may go on; null when every token is looked up.
/// </param>
public sealed record ConnectedAppDetails(
    ConnectedApp App,
    ClientMetadata Metadata,
    ScopeSet DeniedScopes,
    AuthorizationDetails Details,
    IReadOnlyList<SignedInPlace> Places,
    IReadOnlyList<AuditEvent> Timeline,
    TimeSpan? OutlivesRevocation)
{
    /// <summary>The app says that it does not work without; the person may take it back all the same.</summary>
    public bool IsRequired(string scope) => !ScopeSet.Parse(Metadata.OptionalScopes).Contains(scope);
}

/// <summary>One living sign-in of an app: a token family.</summary>
public sealed record SignedInPlace(
    Guid FamilyId,
    ScopeSet Scopes,
    string? UserAgent,
    string? IpAddress,
    DateTimeOffset Since,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt);

/// <summary>What a revocation ended.</summary>
/// <param name="AppName">The app.</param>
/// <param name="SignedInPlaces">How many living sign-ins ended.</param>
public sealed record RevocationImpact(string AppName, int SignedInPlaces);

/// <summary>What the revocation of several apps ended.</summary>
public sealed record BulkImpact(int Apps, int SignedInPlaces);
