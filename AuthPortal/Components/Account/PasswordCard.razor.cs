using AuthPortal.Accounts;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>Changes the password; whoever has none chooses one by mail.</summary>
public sealed partial class PasswordCard(PasswordChange change)
{
    private PasswordChangeOutcome? _outcome;
    private bool _differs;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "form")]
    private InputModel Input { get; set; } = default!;

    [Parameter, EditorRequired]
    public bool HasPassword { get; set; }

    private string? NewPasswordError => _outcome switch
    {
        PasswordChangeOutcome.TooShort or PasswordChangeOutcome.TooLong or PasswordChangeOutcome.Common
            or PasswordChangeOutcome.HoldsName => Texts["Password" + _outcome].Value,
        _ => null,
    };

    protected override void OnInitialized() => Input ??= new InputModel();

    private async Task SubmitAsync()
    {
        _differs = Input.NewPassword != Input.Confirm;
        if (!_differs)
        {
            _outcome = await change.ChangeAsync(HttpContext, Input.OldPassword, Input.NewPassword, Input.EndApps);
        }
    }

    private string? Error(PasswordChangeOutcome outcome, string key) => _outcome == outcome ? Texts[key].Value : null;

    private sealed class InputModel
    {
        public string? OldPassword { get; set; }

        public string? NewPassword { get; set; }

        public string? Confirm { get; set; }

        public bool EndApps { get; set; }
    }
}
