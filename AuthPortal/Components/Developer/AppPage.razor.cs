using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Developer;

/// <summary>An app as its developers work on it, one section at a time.</summary>
public sealed partial class AppPage : IDisposable
{
    private const string SettingsSection = "settings";
    private const string BrandingSection = "branding";
    private const string CredentialsSection = "credentials";
    private const string ScopesSection = "scopes";
    private const string PeopleSection = "people";
    private const string ErrorsSection = "errors";
    private const string QuickStartSection = "quick-start";
    private const string DangerSection = "danger";

    private static readonly (string? Section, string Text)[] Sections =
    [
        (null, "Overview"),
        (SettingsSection, "Settings"),
        (BrandingSection, "Branding"),
        (CredentialsSection, "Credentials"),
        (ScopesSection, "Scopes"),
        (PeopleSection, "PeopleTab"),
        (ErrorsSection, "Errors"),
        (QuickStartSection, "QuickStart"),
        (DangerSection, "Danger"),
    ];

    private IDisposable? _subscription;
    private bool _administrator;
    private bool _closed;

    [Parameter]
    public string ClientId { get; set; } = string.Empty;

    [Parameter]
    public string? Section { get; set; }

    [PersistentState]
    public OwnedAppDetails? Details { get; set; }

    /// <summary>Different failures within a day.</summary>
    [PersistentState]
    public int ErrorsToday { get; set; }

    [Inject]
    private OwnedApps Owned { get; set; } = default!;

    [Inject]
    private AppApprovals Approvals { get; set; } = default!;

    [Inject]
    private ClientErrors Errors { get; set; } = default!;

    [Inject]
    private ClientErrorNotices Notices { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Id => AppPath.Read(ClientId);

    public void Dispose()
    {
        _closed = true;
        _subscription?.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!Array.Exists(Sections, s => s.Section == Section))
        {
            Navigation.NotFound();
            return;
        }

        if (Details?.App.ClientId != Id)
        {
            await ReloadAsync();
        }
        else
        {
            _administrator = await ActorAsync() is { IsAdministrator: true };
        }

        if (Details is not null && _subscription is null && RendererInfo.IsInteractive && !_closed)
        {
            _subscription = Notices.Subscribe(Id, () => InvokeAsync(CountErrorsAsync));
        }
    }

    private async Task ApproveAsync()
    {
        if (await ActorAsync() is { } actor)
        {
            await Approvals.ApproveAsync(actor, Id, CancellationToken.None);
            await ReloadAsync();
        }
    }

    private async Task ReloadAsync()
    {
        _administrator = await ActorAsync() is { IsAdministrator: true };
        Details = await ActorAsync() is { } actor
            ? await Owned.FindAsync(Id, actor, CancellationToken.None)
            : null;
        if (Details is null)
        {
            Navigation.NotFound();
            return;
        }

        await CountErrorsAsync();
    }

    private async Task CountErrorsAsync()
    {
        if (!_closed)
        {
            var counts = await Errors.CountTodayAsync([Id], CancellationToken.None);
            ErrorsToday = counts.GetValueOrDefault(Id);
            StateHasChanged();
        }
    }
}
