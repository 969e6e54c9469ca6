using AuthPortal.Accounts;
using AuthPortal.Components.Shared;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Me;

/// <summary>Where the person is signed in, this browser first, and the way to end the others.</summary>
public sealed partial class Sessions
{
    /// <summary>A program that signs in again and again leaves a row each time; nobody reads thousands.</summary>
    private const int Most = 100;

    [PersistentState]
    public IReadOnlyList<SessionRow>? Rows { get; set; }

    /// <summary>Not shown.</summary>
    [PersistentState]
    public int More { get; set; }

    private int Others => (Rows?.Count ?? 1) - 1 + More;

    [Inject]
    private BrowserSessions Browsers { get; set; } = default!;

    [Inject]
    private MeWords Words { get; set; } = default!;

    [Inject]
    private PlaceWords Places { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    protected override bool IsLoaded => Rows is not null;

    protected override async Task LoadAsync()
    {
        var all = (await Browsers.ListAsync(UserId, CancellationToken.None)).OrderByDescending(s => s.Id == SessionId).ToList();
        More = Math.Max(0, all.Count - Most);
        Rows = [.. all.Take(Most).Select(Row)];
    }

    private SessionRow Row(Session session) => new(
        session.Id,
        DeviceName.Of(session.UserAgent).Icon,
        Words.Device(session.UserAgent),
        Places.InFull(session.IpAddress),
        session.CreatedAt,
        session.LastSeenAt,
        session.Id == SessionId);

    private async Task EndAsync(SessionRow row)
    {
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs, Texts["EndSessionTitle"], Texts["EndSessionText", row.Device], Texts["End"]);
        if (agreed)
        {
            var ended = await Browsers.EndAsync(UserId, row.Id);
            Toast.Done(ended ? Texts["SessionEnded", row.Device] : Texts["AlreadyRevoked"]);
            await ReloadAsync();
        }
    }

    private async Task EndOthersAsync()
    {
        var others = Others;
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs,
            Texts["EndOthersTitle"],
            others == 1 ? Texts["EndOthersTextOne"] : Texts["EndOthersText", others],
            Texts["EndOthers", others]);
        if (agreed)
        {
            var ended = await Browsers.EndOthersAsync(UserId, SessionId);
            Toast.Done(ended == 1 ? Texts["OthersEndedOne"] : Texts["OthersEnded", ended]);
            await ReloadAsync();
        }
    }
}
