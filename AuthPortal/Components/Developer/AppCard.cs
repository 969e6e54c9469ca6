using AuthPortal.Clients;
using AuthPortal.Components.Shared;

namespace AuthPortal.Components.Developer;

/// <summary>One of my apps in the list; carried from the server's rendering to the open page.</summary>
public sealed record AppCard(
    string ClientId,
    string Name,
    AppKind Kind,
    bool Verified,
    bool Disabled,
    int People,
    int SignIns)
{
    /// <summary>Waits for an administrator.</summary>
    public bool Pending { get; init; }

    /// <summary>A day each, oldest first.</summary>
    public IReadOnlyList<long> Recent { get; init; } = new long[Days];

    /// <summary>Different failures within a day.</summary>
    public int ErrorsToday { get; init; }

    /// <summary>What the lint found.</summary>
    public int Findings { get; init; }

    /// <summary>Where its picture is.</summary>
    public string? Logo { get; init; }

    public const int Days = 30;

    public string Href => AppLinks.Of(ClientId);

    public static AppCard Of(OwnedApp app)
        => new(app.ClientId, app.Name, app.Kind, app.Verified, app.Disabled, app.People, app.SignIns)
        {
            Pending = app.Pending,
            Logo = app.Metadata.LogoUri,
        };
}

/// <summary>Where an app's pages are.</summary>
public static class AppLinks
{
    public static string Of(string clientId, string? section = null)
        => $"developer/apps/{AppPath.Of(clientId)}{(section is null ? null : "/" + section)}";

    public static string Playground(string clientId) => $"playground?app={Uri.EscapeDataString(clientId)}";
}
