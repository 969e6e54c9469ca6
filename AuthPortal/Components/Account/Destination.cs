namespace AuthPortal.Components.Account;

/// <summary>
/// Where a person goes after signing in or up: back to the app's request, a local page, or home. Addresses of ours
/// are relative to the page's base, which holds the issuer's path.
/// </summary>
internal static class Destination
{
    /// <summary>Steps of a request lead only back to /authorize, which alone decides what comes next.</summary>
    public static string Of(string? interaction, string? returnUrl)
        => string.IsNullOrEmpty(interaction)
            ? LocalUrl.OrHome(returnUrl, string.Empty)
            : "authorize?interaction=" + Uri.EscapeDataString(interaction);

    /// <summary>Another page of this folder, with the same destination.</summary>
    public static string Carry(string page, string? interaction, string? returnUrl)
        => interaction is { Length: > 0 } ? $"{page}?interaction={Uri.EscapeDataString(interaction)}"
            : LocalUrl.IsLocal(returnUrl) ? $"{page}?returnUrl={Uri.EscapeDataString(returnUrl!)}"
            : page;
}
