using AuthPortal.Components.Shared;
using AuthPortal.Grants;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Me;

/// <summary>The connected apps: one row an app, last used first.</summary>
public sealed partial class Apps
{
    /// <summary>So many are seen at a glance.</summary>
    private const int FewApps = 5;

    private string _search = string.Empty;

    [PersistentState]
    public IReadOnlyList<AppRow>? Rows { get; set; }

    [Inject]
    private ConnectedApps Connected { get; set; } = default!;

    [Inject]
    private MeWords Words { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    protected override bool IsLoaded => Rows is not null;

    private List<AppRow> Shown => [.. (Rows ?? []).Where(r => r.Fits(_search.Trim()))];

    protected override async Task LoadAsync()
    {
        var rows = new List<AppRow>();
        foreach (var app in await Connected.ListAsync(UserId, CancellationToken.None))
        {
            rows.Add(await Words.RowAsync(app));
        }

        Rows = rows;
    }

    private async Task RevokeAsync(AppRow row)
    {
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs, Texts["RevokeTitle", row.Name], Words.Before(row.Name, row.Places), Texts["Revoke"]);
        if (!agreed)
        {
            return;
        }

        var impact = await Connected.RevokeAsync(UserId, row.ClientId, CancellationToken.None);
        Toast.Done(impact is null ? Texts["AlreadyRevoked"] : Words.After(impact));
        await ReloadAsync();
    }
}
