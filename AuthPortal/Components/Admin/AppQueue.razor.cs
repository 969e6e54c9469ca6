using AuthPortal.Clients;
using AuthPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Admin;

/// <summary>Apps that wait for an administrator. The decision reaches the developer's page of apps.</summary>
public sealed partial class AppQueue
{
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    [PersistentState]
    public IReadOnlyList<WaitingApp>? Waiting { get; set; }

    [Inject]
    private AppApprovals Approvals { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (Waiting is null)
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
        => Waiting = await ActorAsync() is { } actor ? await Approvals.ListAsync(actor, CancellationToken.None) : [];

    private async Task ApproveAsync(WaitingApp app)
    {
        if (await ActorAsync() is { } actor)
        {
            var done = await Approvals.ApproveAsync(actor, app.ClientId, CancellationToken.None);
            Toast.Done(Texts[done ? "Approved" : "NoLongerWaits", app.Name]);
            await LoadAsync();
        }
    }

    private async Task RefuseAsync(WaitingApp app)
    {
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs, Texts["RefuseTitle", app.Name], Texts["RefuseText"], Texts["Refuse"]);
        if (agreed && await ActorAsync() is { } actor)
        {
            var reason = _reasons.GetValueOrDefault(app.ClientId);
            var done = await Approvals.RefuseAsync(actor, app.ClientId, reason, CancellationToken.None);
            Toast.Done(Texts[done ? "Refused" : "NoLongerWaits", app.Name]);
            await LoadAsync();
        }
    }
}
