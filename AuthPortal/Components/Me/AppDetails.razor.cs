using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Components.Shared;
using AuthPortal.Grants;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Me;

/// <summary>One connected app: what it may do, where it is signed in, what happened, and the way to end it.</summary>
public sealed partial class AppDetails
{
    [Parameter]
    public string ClientId { get; set; } = string.Empty;

    private string Id => AppPath.Read(ClientId);

    private string AllActivity => new ActivityQuery(ActivityKind.All, Id, 1).Href;

    [PersistentState]
    public AppView? View { get; set; }

    [Inject]
    private ConnectedApps Connected { get; set; } = default!;

    [Inject]
    private AppRevocation Revocation { get; set; } = default!;

    [Inject]
    private PlaceWords Where { get; set; } = default!;

    [Inject]
    private DetailWords Detailed { get; set; } = default!;

    [Inject]
    private ConsentHistory History { get; set; } = default!;

    [Inject]
    private ScopeWords Scopes { get; set; } = default!;

    [Inject]
    private MeWords Words { get; set; } = default!;

    [Inject]
    private EventWords Events { get; set; } = default!;

    [Inject]
    private PersonDirectory People { get; set; } = default!;

    [Inject]
    private Issuer Issuer { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    protected override bool IsLoaded => View?.Row.ClientId == Id;

    protected override async Task LoadAsync()
    {
        if (await Connected.FindAsync(UserId, Id, CancellationToken.None) is { } details)
        {
            View = await ViewAsync(details);
        }
        else if (View is null)
        {
            Navigation.NotFound();
        }
        else
        {
            // It was here a moment ago: ended in this page or in another browser.
            Navigation.NavigateTo("apps");
        }
    }

    private async Task<AppView> ViewAsync(ConnectedAppDetails details)
    {
        var app = details.App;
        var allowed = await History.FirstAllowedAsync(UserId, Id, app.AllowedAt, CancellationToken.None);
        var words = await Scopes.DescribeAsync(app.Scopes);
        return new AppView(
            await Words.RowAsync(app),
            IsHttps(details.Metadata.ClientUri) ? details.Metadata.ClientUri : null,
            [
                .. words.Select(w => new ScopeRow(
                    w.Name, w.Icon, w.Title, allowed.GetValueOrDefault(w.Name, app.AllowedAt), details.IsRequired(w.Name))),
            ],
            details.DeniedScopes.Count == 0 ? null : await Scopes.LineAsync(details.DeniedScopes),
            await Detailed.DescribeAsync(details.Details, CancellationToken.None),
            [.. details.Places.Select(Place)],
            [.. details.Timeline.Select(Events.ForApp).OfType<EventRow>()],
            details.OutlivesRevocation)
        {
            Open = LoginInitiation.AddressOf(details.Metadata, Issuer, await HintAsync(app)),
        };
    }

    /// <summary>Only an app that was told the name anyway is told it here.</summary>
    private async Task<string?> HintAsync(ConnectedApp app)
        => app.Scopes.Contains("profile")
            ? (await People.FindAsync(UserId, CancellationToken.None))?.UserName
            : null;

    private PlaceRow Place(SignedInPlace place) => new(
        place.FamilyId,
        DeviceName.Of(place.UserAgent).Icon,
        Words.Device(place.UserAgent),
        Where.Say(place.IpAddress),
        place.Since,
        place.LastUsedAt);

    private async Task RevokeAsync()
    {
        if (View is not { Row: var row })
        {
            return;
        }

        var agreed = await ConfirmDialog.AskAsync(
            Dialogs, Texts["RevokeTitle", row.Name], Words.Before(row.Name, row.Places), Texts["RevokeAccess"]);
        if (agreed)
        {
            var impact = await Revocation.RevokeAsync(UserId, Id, CancellationToken.None);
            Toast.Done(impact is null ? Texts["AlreadyRevoked"] : Words.After(impact));
            Navigation.NavigateTo("apps");
        }
    }

    private async Task RemoveAsync(ScopeRow scope)
    {
        if (View is not { Row: var row })
        {
            return;
        }

        var text = scope switch
        {
            { Name: "offline_access" } => Texts["RemoveTextAway", row.Name, row.Places],
            { IsRequired: true } => Texts["RemoveTextRequired", row.Name, scope.Title],
            _ => Texts["RemoveText", row.Name, scope.Title],
        };
        if (await ConfirmDialog.AskAsync(Dialogs, Texts["RemoveTitle"], text, Texts["Remove"]))
        {
            var removed = await Revocation.RemoveAsync(UserId, Id, scope.Name, CancellationToken.None);
            Toast.Done(removed ? Texts["Removed", row.Name, scope.Title] : Texts["AlreadyRevoked"]);
            await ReloadAsync();
        }
    }

    private async Task EndAsync(PlaceRow place)
    {
        if (View is not { Row.Name: var app })
        {
            return;
        }

        var agreed = await ConfirmDialog.AskAsync(
            Dialogs, Texts["EndTitle"], Texts["EndText", app, place.Device], Texts["End"]);
        if (agreed)
        {
            var ended = await Revocation.EndFamilyAsync(UserId, place.FamilyId, CancellationToken.None);
            Toast.Done(ended ? Texts["Ended", app, place.Device] : Texts["AlreadyRevoked"]);
            await ReloadAsync();
        }
    }

    private static bool IsHttps(string? uri)
        => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps;
}
