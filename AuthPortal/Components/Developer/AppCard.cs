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
    public string Href => AppLinks.Of(ClientId);

    public static AppCard Of(OwnedApp app)
        => new(app.ClientId, app.Name, app.Kind, app.Verified, app.Disabled, app.People, app.SignIns);
}

/// <summary>Where an app's pages are.</summary>
public static class AppLinks
{
    public static string Of(string clientId, string? section = null)
        => $"developer/apps/{AppPath.Of(clientId)}{(section is null ? null : "/" + section)}";
}
