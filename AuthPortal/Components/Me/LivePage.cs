using AuthPortal.Accounts;
using AuthPortal.Grants;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace AuthPortal.Components.Me;

/// <summary>
/// A page about what is the signed-in person's. While it is open it follows what they change in other browsers.
/// What was rendered on the server is carried over to the open page, so that it does not flash; then it is read
/// once more, because the subscription began only now.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private IDisposable? _subscription;
    private bool _carriedOver;
    private bool _closed;

    [CascadingParameter]
    private Task<AuthenticationState> SignedIn { get; set; } = default!;

    [Inject]
    private GrantNotices Notices { get; set; } = default!;

    /// <summary>Whose page it is; empty when nobody is signed in.</summary>
    protected string UserId { get; private set; } = string.Empty;

    /// <summary>Of the browser that shows it.</summary>
    protected string SessionId { get; private set; } = string.Empty;

    protected bool IsDeveloper { get; private set; }

    protected abstract bool IsLoaded { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _closed = true;
        _subscription?.Dispose();
    }

    protected abstract Task LoadAsync();

    protected override async Task OnInitializedAsync()
    {
        var principal = (await SignedIn).User;
        if (SignedInPerson.From(principal) is not { } person)
        {
            return;
        }

        UserId = person.UserId;
        SessionId = person.SessionId;
        IsDeveloper = principal.IsInRole(Roles.Developer) || principal.IsInRole(Roles.Admin);
        if (RendererInfo.IsInteractive && !_closed)
        {
            _subscription = Notices.Subscribe(UserId, () => InvokeAsync(ReloadAsync));
        }

        _carriedOver = IsLoaded;
        if (!_carriedOver)
        {
            await LoadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && _carriedOver)
        {
            await ReloadAsync();
        }
    }

    protected async Task ReloadAsync()
    {
        if (!_closed)
        {
            await LoadAsync();
            StateHasChanged();
        }
    }
}
