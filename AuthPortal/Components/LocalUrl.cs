namespace AuthPortal.Components;

/// <summary>Where a form may send the browser afterwards: a path of this server and nothing else.</summary>
public static class LocalUrl
{
    public static string OrHome(string? url, string home) => IsLocal(url) ? url! : home;

    /// <summary>
    /// A path that starts with one slash. "//host" and "/\host" are other hosts to a browser, which also drops tabs
    /// and line breaks inside an address before it looks at it.
    /// </summary>
    public static bool IsLocal(string? url)
        => url is ['/', ..] and not ['/', '/' or '\\', ..] && !url.Any(char.IsControl);
}
