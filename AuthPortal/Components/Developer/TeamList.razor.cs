using AuthPortal.Clients;
using AuthPortal.Components.Shared;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Developer;

/// <summary>Invites, removes and hands over. What one may do is asked anew with each act.</summary>
public sealed partial class TeamList
{
    private Team? _team;
    private string? _me;
    private string? _error;
    private string _email = string.Empty;
    private ClientRole _role = ClientRole.Viewer;

    [Parameter, EditorRequired]
    public OwnedAppDetails Details { get; set; } = default!;

    /// <summary>The app has changed: read it again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    private AppTeam Team { get; set; } = default!;

    [Inject]
    private AppInvitations Invitations { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    private string Id => Details.App.ClientId;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if (await ActorAsync() is { } actor)
        {
            _me = actor.UserId;
            _team = await Team.FindAsync(actor, Id, CancellationToken.None);
        }
    }

    private async Task InviteAsync()
    {
        if (await ActorAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Invitations.InviteAsync(actor, Id, _email, _role, CancellationToken.None);
        _error = outcome == InviteOutcome.Done ? null : Texts["Invite" + outcome].Value;
        if (outcome == InviteOutcome.Done)
        {
            Toast.Done(Texts["Invited", _email.Trim()]);
            _email = string.Empty;
        }

        await LoadAsync();
    }

    private async Task WithdrawAsync(TeamInvitation invitation)
    {
        if (await ActorAsync() is { } actor)
        {
            await Invitations.WithdrawAsync(actor, Id, invitation.Id, CancellationToken.None);
            Toast.Done(Texts["Withdrawn", invitation.Email]);
            await LoadAsync();
        }
    }

    private async Task RemoveAsync(TeamMember member)
    {
        var leaves = member.UserId == _me;
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs,
            leaves ? Texts["LeaveTitle", Details.App.Name] : Texts["RemoveTitle", member.Name],
            leaves ? Texts["LeaveText", Details.App.Name] : Texts["RemoveText", member.Name, Details.App.Name],
            Texts[leaves ? "Leave" : "RemoveRow"]);
        if (!agreed || await ActorAsync() is not { } actor)
        {
            return;
        }

        await Team.RemoveAsync(actor, Id, member.UserId, CancellationToken.None);
        if (leaves)
        {
            Navigation.NavigateTo("developer");
            return;
        }

        Toast.Done(Texts["Removed", member.Name]);
        await LoadAsync();
    }

    private async Task TransferAsync(TeamMember member)
    {
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs,
            Texts["TransferTitle", Details.App.Name, member.Name],
            Texts["TransferText", member.Name],
            Texts["Transfer"]);
        if (agreed && await ActorAsync() is { } actor
            && await Team.TransferAsync(actor, Id, member.UserId, CancellationToken.None))
        {
            Toast.Done(Texts["Transferred", member.Name]);
            await Changed.InvokeAsync();
        }
    }
}
