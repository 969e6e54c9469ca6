using System.Text.Json;
using AuthPortal.Clients;
using AuthPortal.Components.Shared;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Developer;

/// <summary>Checks keys as they are typed and registers them by the same rules as everything else.</summary>
public sealed partial class KeyEditor
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private string _text = string.Empty;
    private string _uri = string.Empty;
    private string? _error;
    private KeySetReport? _report;
    private bool _byAddress;
    private bool _prove;
    private bool _busy;

    [Parameter, EditorRequired]
    public OwnedAppDetails Details { get; set; } = default!;

    /// <summary>The app has changed: read it again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    private KeySetReader Reader { get; set; } = default!;

    [Inject]
    private ClientEditor Editor { get; set; } = default!;

    [Inject]
    private DeveloperWords Words { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    private bool UsesKeys => ClientAuthMethod.UsesKeys(Details.App.Metadata.TokenEndpointAuthMethod);

    private bool Differs => _byAddress ? _uri.Length > 0 : _report is { IsGood: true };

    protected override void OnInitialized()
    {
        var metadata = Details.App.Metadata;
        _byAddress = metadata.JwksUri is not null;
        _uri = metadata.JwksUri ?? string.Empty;
        if (metadata.Jwks is { } jwks)
        {
            _text = JsonSerializer.Serialize(jwks, Readable);
            _report = KeySetReader.Read(_text);
        }
    }

    private void Choose(bool byAddress)
    {
        (_byAddress, _error) = (byAddress, null);
        _report = byAddress || _text.Length == 0 ? null : KeySetReader.Read(_text);
    }

    private void TextTyped(ChangeEventArgs typed)
    {
        _text = typed.Value?.ToString() ?? string.Empty;
        _report = _text.Length == 0 ? null : KeySetReader.Read(_text);
    }

    private void UriTyped(string uri) => (_uri, _error, _report) = (uri.Trim(), null, null);

    private async Task FetchAsync()
    {
        _busy = true;
        _report = await ActorAsync() is null ? null : await Reader.FetchAsync(_uri, CancellationToken.None);
        _busy = false;
    }

    private async Task SaveAsync()
    {
        var current = Details.App.Metadata;
        var wanted = current with
        {
            Jwks = _byAddress ? null : JsonSerializer.Deserialize<JsonElement>(_text),
            JwksUri = _byAddress ? _uri : null,
            TokenEndpointAuthMethod = _prove ? ClientAuthMethod.PrivateKeyJwt : current.TokenEndpointAuthMethod,
        };
        if (_prove && !UsesKeys && Details.Secrets.Count > 0 && !await ConfirmDialog.AskAsync(
            Dialogs, Texts["KeysProveAsk", Details.App.Name], Texts["KeysProveEnds", Details.Secrets.Count], Texts["KeysSave"]))
        {
            return;
        }

        if (await ActorAsync() is not { } actor)
        {
            return;
        }

        _busy = true;
        var outcome = await Editor.ChangeAsync(actor, Details.App.ClientId, wanted, Details.Version, CancellationToken.None);
        _busy = false;
        switch (outcome)
        {
            case EditOutcome.Done:
                Toast.Done(Texts["Saved", Details.App.Name]);
                await Changed.InvokeAsync();
                break;
            case EditOutcome.Refused refused:
                _error = Words.Rule(refused.Violations[0]);
                Toast.Failed(_error);
                break;
            default:
                Toast.Failed(Texts["Conflict"]);
                await Changed.InvokeAsync();
                break;
        }
    }

    private string Say(KeyProblem problem, KeySetReport report) => problem switch
    {
        KeyProblem.NotJson => Texts["KeyNotJson", report.Line, report.Column],
        KeyProblem.NotFetched => Texts["KeyNotFetched", report.Json ?? string.Empty],
        KeyProblem.TooMany => Texts["KeyTooMany", ClientKeys.MostKeys],
        _ => Texts["Key" + problem],
    };
}
