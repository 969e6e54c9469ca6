using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Components.Shared;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Developer;

/// <summary>Changes an app. What another page changed meanwhile is not written over.</summary>
public sealed partial class SettingsForm
{
    private static readonly string[] Shown =
    [
        MemberName.ClientName, MemberName.ClientUri, MemberName.LogoUri, MemberName.TosUri, MemberName.PolicyUri,
        MemberName.RedirectUris, MemberName.PostLogoutRedirectUris, MemberName.Scope, MemberName.OptionalScopes,
        MemberName.InitiateLoginUri, MemberName.SectorIdentifierUri, MemberName.AccessTokenLifetime, MemberName.RefreshTokenLifetime, MemberName.DefaultMaxAge,
    ];

    private readonly DraftErrors _errors = new();
    private AppDraft _draft = new();
    private ScopeSet _knownNames = ScopeSet.Empty;
    private RegistrationContext _rules = new(IsAdministrator: false, ScopeSet.Empty);
    private bool _administrator;
    private bool _verified;
    private bool _refused;
    private bool _conflict;
    private bool _busy;

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
    private AppApprovals Approvals { get; set; } = default!;

    [Inject]
    private RegistrationContexts Contexts { get; set; } = default!;

    [Inject]
    private ScopeWords Scopes { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    private string? ScopeError => Error(MemberName.Scope) ?? Error(MemberName.OptionalScopes);

    private IEnumerable<RuleViolation> Elsewhere => _errors.Elsewhere(Shown);

    protected override async Task OnInitializedAsync()
    {
        _draft = AppDraft.From(Details.App.Metadata);
        _verified = Details.App.Verified;
        _administrator = await ActorAsync() is { IsAdministrator: true };
        _rules = await Contexts.GetAsync(_administrator, current: null, CancellationToken.None);
        _knownNames = _rules.KnownScopes;
        Known ??= await Scopes.DescribeAsync(_knownNames);
        Check();
    }

    private void Typed(string member, Action take)
    {
        take();
        _errors.Typed(member);
        Check();
    }

    private void RowTyped(string member, int? row)
    {
        if (row is null)
        {
            _errors.ForgetRows(member);
        }
        else
        {
            _errors.Typed(DraftErrors.Field(member, row));
        }

        Check();
    }

    private void Check()
    {
        var context = _rules with { Current = Details.App.Metadata };
        _errors.Check(_draft, _draft.ApplyTo(Details.App.Metadata), context);
        _refused = _refused && !_errors.None;
    }

    private string? Error(string member, int? row = null)
        => _errors.Of(member, row) is { } violation ? Words.Rule(violation) : null;

    private async Task SaveAsync()
    {
        if (_busy || await ActorAsync() is not { } actor)
        {
            return;
        }

        _errors.ShowAll();
        Check();
        _refused = !_errors.None;
        if (_refused)
        {
            return;
        }

        _busy = true;
        var outcome = await Editor.ChangeAsync(
            actor,
            Details.App.ClientId,
            _draft.ApplyTo(Details.App.Metadata),
            Details.Version,
            CancellationToken.None);
        await TakeAsync(outcome, actor);
        _busy = false;
    }

    private async Task TakeAsync(EditOutcome outcome, AppActor actor)
    {
        switch (outcome)
        {
            case EditOutcome.Refused refused:
                _errors.Take(_draft, refused.Violations);
                _refused = true;
                return;
            case EditOutcome.Conflict:
                _conflict = true;
                return;
            case EditOutcome.Done:
                if (actor.IsAdministrator && _verified != Details.App.Verified)
                {
                    await Approvals.VerifyAsync(actor, Details.App.ClientId, _verified, CancellationToken.None);
                }

                Toast.Done(Texts["Saved", _draft.Name.Trim()]);
                break;
        }

        await Changed.InvokeAsync();
    }
}
