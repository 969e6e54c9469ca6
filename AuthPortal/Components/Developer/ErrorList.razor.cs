using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Developer;

/// <summary>
/// Follows an app's failed requests while it is open, and mends with one click what a registration can mend: by the same
/// rules and with the same audit event as the settings form.
/// </summary>
public sealed partial class ErrorList : IDisposable
{
    private const int Page = 10;

    private IDisposable? _subscription;
    private IReadOnlyList<ErrorView>? _views;
    private DateTimeOffset _version;
    private DateTimeOffset _newestAt;
    private int _shown = Page;
    private string? _news;
    private bool _closed;

    [Parameter, EditorRequired]
    public OwnedAppDetails Details { get; set; } = default!;

    [Parameter]
    public bool CanChange { get; set; } = true;

    /// <summary>The app has changed: read it again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    private ClientErrors Errors { get; set; } = default!;

    [Inject]
    private ClientErrorNotices Notices { get; set; } = default!;

    [Inject]
    private OwnedApps Owned { get; set; } = default!;

    [Inject]
    private ClientEditor Editor { get; set; } = default!;

    [Inject]
    private RegistrationContexts Contexts { get; set; } = default!;

    [Inject]
    private ErrorWords Words { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    private IReadOnlyList<ErrorView>? Views => _views;

    private string Id => Details.App.ClientId;

    public void Dispose()
    {
        _closed = true;
        _subscription?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            _subscription = Notices.Subscribe(Id, () => InvokeAsync(FollowAsync));
        }

        await LoadAsync();
    }

    /// <summary>The registration may have changed, and with it what a mend would be.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (_views is not null)
        {
            await LoadAsync();
        }
    }

    private async Task FollowAsync()
    {
        if (_closed)
        {
            return;
        }

        var newest = _newestAt;
        await LoadAsync();
        if (_views is [var now, ..] && newest != _newestAt)
        {
            _news = Texts["New", now.Title];
        }

        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        // Asked anew each time: who was an owner when the page opened may be none now.
        if (await ActorAsync() is not { } actor
            || await Owned.FindAsync(Id, actor, CancellationToken.None) is not { } current)
        {
            _views = [];
            return;
        }

        _version = current.Version;
        var rules = await Contexts.GetAsync(actor.IsAdministrator, current: null, CancellationToken.None);
        var rows = await Errors.ListAsync(Id, ClientErrors.Most, CancellationToken.None);
        _views = [.. rows.Select(row => Words.View(row, current.App.Metadata, rules))];
        _newestAt = _views is [var newest, ..] ? newest.LastAt : default;
    }

    private async Task MendAsync(ErrorView view)
    {
        if (view.OneClick is not { } mend)
        {
            return;
        }

        var agreed = await ConfirmDialog.AskAsync(
            Dialogs,
            Texts["MendTitle", Details.App.Name],
            Texts["Mend" + mend.Kind, mend.Value],
            Texts["Register" + mend.Kind],
            danger: false);
        if (!agreed || await ActorAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Editor.ChangeAsync(actor, Id, mend.Metadata, _version, CancellationToken.None);
        if (outcome is EditOutcome.Done)
        {
            Toast.Done(Texts["Mended"]);
        }
        else
        {
            Toast.Failed(Texts["MendConflict"]);
        }

        await Changed.InvokeAsync();
    }

    private async Task ClearAsync()
    {
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs, Texts["ClearTitle", Details.App.Name], Texts["ClearText", _views?.Count ?? 0], Texts["Clear"]);
        if (agreed && await ActorAsync() is { } actor
            && await Owned.FindAsync(Id, actor, CancellationToken.None) is not null)
        {
            await Errors.ClearAsync(Id, CancellationToken.None);
            Toast.Done(Texts["Cleared"]);
            await Changed.InvokeAsync();
        }
    }
}
