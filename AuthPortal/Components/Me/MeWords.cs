using AuthPortal.Accounts;
using AuthPortal.Components.Shared;
using AuthPortal.Grants;
using AuthPortal.Resources;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Me;

/// <summary>What a person's own pages say about apps, devices and lengths of time, in the page's language.</summary>
public sealed class MeWords(
    IStringLocalizer<MeTexts> texts,
    ScopeWords scopes,
    PlaceWords places,
    TimeProvider clock)
{
    private const int MostMinutes = 120;
    private const int MostHours = 48;

    public async Task<AppRow> RowAsync(ConnectedApp app) => new(
        app.ClientId,
        app.Name,
        app.Developer,
        app.Verified,
        app.Source,
        await scopes.LineAsync(app.Scopes),
        app.AllowedAt,
        app.LastUsedAt,
        app.ExpiresAt,
        Device(app.LastUserAgent),
        places.Say(app.LastAddress),
        app.SignedInPlaces,
        app.IsUnused(clock.GetUtcNow()))
    {
        Logo = app.Logo,
    };

    /// <summary>"Chrome on macOS".</summary>
    public string Device(string? userAgent) => DeviceName.Of(userAgent) switch
    {
        { Browser: { } browser, System: { } system } => texts["BrowserOnSystem", browser, system],
        { Browser: { } browser } => browser,
        { System: { } system } => system,
        _ => texts["UnknownDevice"],
    };

    /// <summary>What revoking would end, in numbers.</summary>
    public string Before(string app, int places) => Counted("Revoke", app, places);

    /// <inheritdoc cref="Before(string, int)"/>
    public string Before(IReadOnlyCollection<ConnectedApp> apps) => apps.Count == 1
        ? Before(apps.First().Name, apps.First().SignedInPlaces)
        : CountedTogether("RevokeTogether", apps.Count, apps.Sum(a => a.SignedInPlaces));

    /// <summary>What revoking has ended, in numbers.</summary>
    public string After(BulkImpact impact) => CountedTogether(
        impact.Apps == 1 ? "RevokedOneOfMany" : "RevokedTogether", impact.Apps, impact.SignedInPlaces);

    /// <inheritdoc cref="After(BulkImpact)"/>
    public string After(RevocationImpact impact) => Counted("Revoked", impact.AppName, impact.SignedInPlaces);

    /// <summary>What revoking does at once, and what ends by itself.</summary>
    public string Honestly(string app, TimeSpan? outlives)
        => outlives is { } left ? texts["RevokeNoteJwt", app, Length(left)] : texts["RevokeNoteOpaque", app];

    /// <summary>Never less than it is: a part of a minute, hour or day counts as a whole one.</summary>
    public string Length(TimeSpan time) => time switch
    {
        { TotalMinutes: <= 1 } => texts["OneMinute"],
        { TotalMinutes: <= MostMinutes } => texts["Minutes", (int)Math.Ceiling(time.TotalMinutes)],
        { TotalHours: <= MostHours } => texts["Hours", (int)Math.Ceiling(time.TotalHours)],
        _ => texts["Days", (int)Math.Ceiling(time.TotalDays)],
    };

    private string Counted(string key, string app, int places) => places switch
    {
        0 => texts[key + "None", app],
        1 => texts[key + "One", app],
        _ => texts[key + "Many", app, places],
    };

    private string CountedTogether(string key, int apps, int ended) => ended switch
    {
        0 => texts[key + "None", apps],
        1 => texts[key + "One", apps],
        _ => texts[key + "Many", apps, ended],
    };

    /// <summary>"Chrome on macOS · South Korea"; null when nothing is known.</summary>
    public string? DeviceAndPlace(string? userAgent, string? address)
        => (userAgent, places.Say(address)) switch
        {
            (null, null) => null,
            (null, { } place) => place,
            (_, null) => Device(userAgent),
            (_, { } place) => Device(userAgent) + " · " + place,
        };
}
