using AuthPortal.Clients;
using AuthPortal.Components.Shared;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Developer;

/// <summary>Adds and revokes an app's secrets. A new one is shown until the page is left, and never again.</summary>
public sealed partial class Credentials
{
    private string _name = string.Empty;
    private OldSecrets _old = OldSecrets.EndInADay;
    private string? _error;
    private string? _shown;
    private bool _busy;

    [Parameter, EditorRequired]
    public OwnedAppDetails Details { get; set; } = default!;

    /// <summary>The app has changed: read it again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    private SecretEditor Editor { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    private bool IsPublic => Details.App.Metadata.TokenEndpointAuthMethod == ClientAuthMethod.None;

    private int Live => Details.Secrets.Count(s => !HasEnded(s));

    private bool HasEnded(OwnedSecret secret) => secret.ExpiresAt <= Clock.GetUtcNow();

    private async Task AddAsync()
    {
        if (_busy || await ActorAsync() is not { } actor)
        {
            return;
        }

        _busy = true;
        _error = null;
        var old = Live > 0 ? _old : OldSecrets.Keep;
        switch (await Editor.AddAsync(actor, Details.App.ClientId, _name, old, CancellationToken.None))
        {
            case EditOutcome.Done done:
                (_shown, _name) = (done.Secret, string.Empty);
                Toast.Done(Texts["SecretAdded"]);
                break;
            case EditOutcome.Refused refused:
                _error = Words.Rule(refused.Violations[0]);
                break;
        }

        _busy = false;
        await Changed.InvokeAsync();
    }

    private async Task RevokeAsync(OwnedSecret secret)
    {
        var name = Details.App.Name;
        var others = Live - (HasEnded(secret) ? 0 : 1);
        var text = others switch
        {
            0 => Texts["RevokeLast", name],
            1 => Texts["RevokeOneLeft", name],
            _ => Texts["RevokeMoreLeft", name, others],
        };
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs, Texts["RevokeSecretTitle", secret.Hint], text, Texts["Revoke"]);
        if (!agreed || await ActorAsync() is not { } actor)
        {
            return;
        }

        if (await Editor.RevokeAsync(actor, Details.App.ClientId, secret.Id, CancellationToken.None))
        {
            Toast.Done(Texts["SecretRevoked", secret.Hint]);
        }

        _shown = _shown is { } shown && shown.EndsWith(secret.Hint, StringComparison.Ordinal) ? null : _shown;
        await Changed.InvokeAsync();
    }
}
