namespace AuthPortal.Accounts;

/// <summary>
/// A browser and its system as people call them, from a User-Agent header. For recognition only: the header is
/// whatever the sender wrote, so nothing is decided by it.
/// </summary>
/// <param name="Browser">Null when it is not one that we know.</param>
/// <param name="System">Null when it is not one that we know.</param>
public sealed record DeviceName(string? Browser, string? System)
{
    /// <summary>Order matters: most browsers also name the ones that they descend from.</summary>
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("EdgiOS/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Whale/", "Whale"),
        ("Vivaldi/", "Vivaldi"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
        ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    public static DeviceName Of(string? userAgent) => new(Find(Browsers, userAgent), Find(Systems, userAgent));

    /// <summary>The icon of its kind, as the pages name it.</summary>
    public string Icon => System is "iPhone" or "Android" ? "phone" : "laptop";

    private static string? Find((string Mark, string Name)[] known, string? userAgent)
        => userAgent is null
            ? null
            : Array.Find(known, k => userAgent.Contains(k.Mark, StringComparison.Ordinal)).Name;
}
