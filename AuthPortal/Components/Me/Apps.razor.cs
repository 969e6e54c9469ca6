using AuthPortal.Components.Shared;
using AuthPortal.Grants;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Me;

/// <summary>
/// The connected apps: one row an app, last used first. Search, filter, order and page stand in the address, so that
/// they work without a script and can be kept.
/// </summary>
public sealed partial class Apps
{
    /// <summary>Fewer are seen at a glance.</summary>
    private const int ManyApps = 5;

    private IReadOnlyList<ConnectedApp>? _apps;
    private HashSet<string>? _picked;
    private string? _typed;

    [PersistentState]
    public AppList? List { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "filter")]
    private string? Filter { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageNumber { get; set; }

    [Inject]
    private ConnectedApps Connected { get; set; } = default!;

    [Inject]
    private AppRevocation Revocation { get; set; } = default!;

    [Inject]
    private AppArranger Arranger { get; set; } = default!;

    [Inject]
    private MeWords Words { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    protected override bool IsLoaded => List is not null;

    private AppQuery Query
        => AppQuery.Of(_typed ?? Search, Filter, Sort, _typed is null || _typed == Search ? PageNumber : null);

    protected override async Task LoadAsync()
    {
        _apps = await Connected.ListAsync(UserId, CancellationToken.None);
        List = await Arranger.ArrangeAsync(_apps, Query);
    }

    protected override async Task OnParametersSetAsync()
    {
        _typed = null;
        if (_apps is not null)
        {
            List = await Arranger.ArrangeAsync(_apps, Query);
        }
    }

    private async Task SearchAsync(string typed)
    {
        _typed = typed;
        if (_apps is not null)
        {
            List = await Arranger.ArrangeAsync(_apps, Query);
        }
    }

    private void Pick(AppRow row, bool on)
    {
        if (on)
        {
            _picked?.Add(row.ClientId);
        }
        else
        {
            _picked?.Remove(row.ClientId);
        }
    }

    private void PickAll() => _picked?.UnionWith(List?.Rows.Select(r => r.ClientId) ?? []);

    private async Task RevokeAsync(AppRow row)
    {
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs, Texts["RevokeTitle", row.Name], Words.Before(row.Name, row.Places), Texts["Revoke"]);
        if (agreed)
        {
            var impact = await Revocation.RevokeAsync(UserId, row.ClientId, CancellationToken.None);
            Toast.Done(impact is null ? Texts["AlreadyRevoked"] : Words.After(impact));
            await ReloadAsync();
        }
    }

    private Task RevokeUnusedAsync() => RevokeManyAsync(app => Arranger.Fits(app, AppFilter.Unused));

    private Task RevokePickedAsync() => RevokeManyAsync(app => _picked?.Contains(app.ClientId) == true);

    /// <summary>What is confirmed is what is revoked: an app that comes to fit meanwhile is left alone.</summary>
    private async Task RevokeManyAsync(Func<ConnectedApp, bool> which)
    {
        var meant = (_apps ?? []).Where(which).ToList();
        if (meant.Count == 0)
        {
            return;
        }

        var agreed = await ConfirmDialog.AskAsync(
            Dialogs,
            meant.Count == 1 ? Texts["RevokeTitle", meant[0].Name] : Texts["RevokeManyTitle", meant.Count],
            Words.Before(meant),
            Texts["Revoke"]);
        if (agreed)
        {
            var impact = await Revocation.RevokeAsync(UserId, [.. meant.Select(a => a.ClientId)], CancellationToken.None);
            Toast.Done(impact.Apps == 0 ? Texts["AlreadyRevoked"] : Words.After(impact));
            _picked = null;
            await ReloadAsync();
        }
    }
}
