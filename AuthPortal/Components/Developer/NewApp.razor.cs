using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Components.Shared;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Developer;

/// <summary>
/// Registers an app. The secret lives in this open page alone: it is neither rendered on the server beforehand nor
/// kept for another page.
/// </summary>
public sealed partial class NewApp
{
    private readonly AppDraft _draft = new();
    private readonly DraftErrors _errors = new();
    private ScopeSet _knownNames = ScopeSet.Empty;
    private RegistrationContext _rules = new(IsAdministrator: false, ScopeSet.Empty);
    private ClientMetadata? _registered;
    private EditOutcome.Done? _done;
    private bool _administrator;
    private bool _refused;
    private bool _busy;

    /// <summary>Every scope of this server in words.</summary>
    [PersistentState]
    public IReadOnlyList<ScopeWord>? Known { get; set; }

    [PersistentState]
    public string? Owner { get; set; }

    [PersistentState]
    public bool? MayRegister { get; set; }

    [Inject]
    private ClientEditor Editor { get; set; } = default!;

    [Inject]
    private RegistrationContexts Contexts { get; set; } = default!;

    [Inject]
    private ScopeWords Scopes { get; set; } = default!;

    [Inject]
    private PersonDirectory Directory { get; set; } = default!;

    private string Example => _draft.Kind switch
    {
        AppKind.WebServer => "https://example.com/signin-oidc",
        AppKind.Native => "com.example.app:/callback",
        _ => "https://example.com/callback",
    };

    private IEnumerable<RuleViolation> Elsewhere
        => _errors.Elsewhere(MemberName.ClientName, MemberName.RedirectUris, MemberName.Scope);

    private ClientMetadata Metadata => _draft.ApplyTo(AppKinds.Template(_draft.Kind));

    protected override async Task OnInitializedAsync()
    {
        if (await ActorAsync() is not { } actor)
        {
            return;
        }

        MayRegister = await RegistrantAsync() is not null;
        _administrator = actor.IsAdministrator;
        _rules = await Contexts.GetAsync(_administrator, current: null, CancellationToken.None);
        _knownNames = _rules.KnownScopes;
        Owner ??= (await Directory.FindAsync(actor.UserId, CancellationToken.None))?.DisplayName;
        Known ??= await Scopes.DescribeAsync(_knownNames);
        Check();
    }

    private void Become(AppKind kind)
    {
        _draft.Become(kind, _knownNames.Except(ScopeCatalog.Standard));
        Check();
    }

    private void NameTyped(string name)
    {
        _draft.Name = name;
        _errors.Typed(MemberName.ClientName);
        Check();
    }

    private void RedirectTyped(int? row)
    {
        if (row is null)
        {
            _errors.ForgetRows(MemberName.RedirectUris);
        }
        else
        {
            _errors.Typed(DraftErrors.Field(MemberName.RedirectUris, row));
        }

        Check();
    }

    private void RedirectLeft(int row) => _errors.Left(DraftErrors.Field(MemberName.RedirectUris, row));

    private void Check()
    {
        _errors.Check(_draft, Metadata, _rules);
        _refused = _refused && !_errors.None;
    }

    private string? Error(string member, int? row = null)
        => _errors.Of(member, row) is { } violation ? Words.Rule(violation) : null;

    private async Task RegisterAsync()
    {
        if (_busy || _done is not null)
        {
            return;
        }

        _errors.ShowAll();
        Check();
        _refused = !_errors.None;
        if (_refused || await RegistrantAsync() is not { } actor)
        {
            return;
        }

        _busy = true;
        var metadata = Metadata;
        switch (await Editor.RegisterAsync(actor, metadata, ClientSource.Form, CancellationToken.None))
        {
            case EditOutcome.Done done:
                (_done, _registered) = (done, RegistrationRules.Tidy(metadata));
                break;
            case EditOutcome.Refused refused:
                _errors.Take(_draft, refused.Violations);
                _refused = true;
                break;
        }

        _busy = false;
    }
}
