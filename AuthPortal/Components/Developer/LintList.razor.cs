using AuthPortal.Clients;
using AuthPortal.Clients.Lint;
using AuthPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AuthPortal.Components.Developer;

/// <summary>Mends by the same rules and with the same audit events as the settings and credentials do.</summary>
public sealed partial class LintList
{
    private IReadOnlyList<LintFinding>? _findings;

    [Parameter, EditorRequired]
    public OwnedAppDetails Details { get; set; } = default!;

    [Parameter]
    public bool CanChange { get; set; } = true;

    /// <summary>The app has changed: read it again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    private AppHealth Health { get; set; } = default!;

    [Inject]
    private ClientEditor Editor { get; set; } = default!;

    [Inject]
    private SecretEditor Secrets { get; set; } = default!;

    [Inject]
    private DeveloperWords Words { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private Toast Toast { get; set; } = default!;

    private string Id => Details.App.ClientId;

    protected override async Task OnParametersSetAsync()
        => _findings = (await Health.CheckAsync([Id], CancellationToken.None)).GetValueOrDefault(Id);

    private async Task MendAsync(LintFinding finding)
    {
        var agreed = await ConfirmDialog.AskAsync(
            Dialogs,
            Texts["LintAsk", Details.App.Name],
            Texts["Lint" + finding.Rule + "Ask", finding.Value],
            Texts["Lint" + finding.Rule + "Do"],
            danger: finding.SecretId is not null);
        if (!agreed || await ActorAsync() is not { } actor)
        {
            return;
        }

        if (finding.SecretId is { } secret)
        {
            if (await Secrets.RevokeAsync(actor, Id, secret, CancellationToken.None))
            {
                Toast.Done(Texts["SecretRevoked", finding.Value]);
            }
        }
        else if (finding.Mended is { } mended)
        {
            Say(await Editor.ChangeAsync(actor, Id, mended, Details.Version, CancellationToken.None));
        }

        await Changed.InvokeAsync();
    }

    private void Say(EditOutcome outcome)
    {
        switch (outcome)
        {
            case EditOutcome.Done:
                Toast.Done(Texts["Saved", Details.App.Name]);
                break;
            case EditOutcome.Refused refused:
                Toast.Failed(Words.Rule(refused.Violations[0]));
                break;
            default:
                Toast.Failed(Texts["Conflict"]);
                break;
        }
    }
}
