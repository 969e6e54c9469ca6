namespace AuthPortal.Protocol;

/// <summary>
/// The sector that pairwise subjects are made for, OpenID Connect Core §8.1: apps of one sector know a person by the same
/// name, apps of another by another.
/// </summary>
public static class SectorIdentifier
{
    public const string Pairwise = "pairwise";

    /// <summary>These give tokens to whoever asks here, not to who answers at a redirect URI.</summary>
    private static readonly string[] DirectGrants =
        [GrantTypeName.DeviceCode, GrantTypeName.JwtBearer, GrantTypeName.Password];

    public static bool IsPairwise(ClientMetadata metadata) => metadata.SubjectType == Pairwise;

    /// <summary>A public redirect URI proves nothing of a client that gets its tokens without one.</summary>
    public static bool NeedsKeys(ClientMetadata metadata)
        => metadata.GrantTypes?.Any(grant => DirectGrants.Contains(grant)) == true;

    /// <summary>What ties the client to its sector: its redirect URIs, and its keys where it needs them.</summary>
    public static IReadOnlyList<string> Anchors(ClientMetadata metadata)
        => [.. metadata.RedirectUris ?? [], .. NeedsKeys(metadata) && metadata.JwksUri is { } keys ? [keys] : Array.Empty<string>()];

    /// <summary>
    /// The host of sector_identifier_uri, else the one host of all anchors; null when there is none or more than one. A
    /// loopback host is every device's, so it is nobody's sector.
    /// </summary>
    public static string? Of(ClientMetadata metadata)
    {
        var uris = metadata.SectorIdentifierUri is { } named ? [named] : Anchors(metadata);
        return uris.Select(HostOf).Distinct(StringComparer.Ordinal).ToList() is [{ } only] ? only : null;
    }

    private static string? HostOf(string uri)
        => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IdnHost.Length > 0 && !RedirectUri.IsLocal(uri)
            ? parsed.IdnHost.ToLowerInvariant()
            : null;
}
