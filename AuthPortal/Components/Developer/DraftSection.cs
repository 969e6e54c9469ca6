using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Components.Shared;
using AuthPortal.Protocol;
using AuthPortal.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Developer;

/// <summary>A section of an app's pages that changes some of its registration, checked as it is typed.</summary>
public abstract class DraftSection : DeveloperPage
{
    private RegistrationContext _rules = new(IsAdministrator: false, ScopeSet.Empty);

    [Parameter, EditorRequired]
    public OwnedAppDetails Details { get; set; } = default!;

    /// <summary>The app has changed: read it again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    /// <summary>Every scope of this server in words.</summary>
    [PersistentState]
    public IReadOnlyList<ScopeWord>? Known { get; set; }

    [Inject]
    private ClientEditor Editor { get; set; } = default!;

    [Inject]
    private RegistrationContexts Contexts { get; set; } = default!;

    [Inject]
    private ScopeWords Scopes { get; set; } = default!;

    [Inject]
    private DeveloperWords Rules { get; set; } = default!;

    [Inject]
    private IStringLocalizer<DeveloperTexts> Words { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    protected AppDraft Draft { get; private set; } = new();

    protected DraftErrors Errors { get; } = new();

    protected bool IsBusy { get; private set; }

    protected override async Task OnInitializedAsync()
    {
        Draft = AppDraft.From(Details.App.Metadata);
        var administrator = await ActorAsync() is { IsAdministrator: true };
        _rules = await Contexts.GetAsync(administrator, Details.App.Metadata, CancellationToken.None);
        Known ??= await Scopes.DescribeAsync(_rules.KnownScopes);
        Check();
    }

    protected void Typed(string member, Action take)
    {
        take();
        Errors.Typed(member);
        Check();
    }

    protected void Check() => Errors.Check(Draft, Draft.ApplyTo(Details.App.Metadata), _rules);

    protected string? Error(string member) => Errors.Of(member) is { } violation ? Rules.Rule(violation) : null;

    protected async Task SaveAsync()
    {
        Errors.ShowAll();
        Check();
        if (IsBusy || !Errors.None || await ActorAsync() is not { } actor)
        {
            return;
        }

        IsBusy = true;
        var outcome = await Editor.ChangeAsync(
            actor, Details.App.ClientId, Draft.ApplyTo(Details.App.Metadata), Details.Version, CancellationToken.None);
        IsBusy = false;
        switch (outcome)
        {
            case EditOutcome.Refused refused:
                Errors.Take(Draft, refused.Violations);
                return;
            case EditOutcome.Done:
                Toast.Done(Words["Saved", Draft.Name.Trim()]);
                break;
            default:
                Toast.Failed(Words["Conflict"]);
                break;
        }

        await Changed.InvokeAsync();
    }
}
