using AuthPortal.Accounts;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>Where the link of a forgotten password leads. Opening it changes nothing: mail programs do that too.</summary>
public sealed partial class ResetPassword(PasswordReset reset, NavigationManager navigation)
{
    private bool _open;
    private PasswordResetOutcome? _outcome;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm]
    private InputModel Input { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "user")]
    private string? UserId { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    private string? Code { get; set; }

    private string? PasswordError => _outcome is null ? null : Account["Password" + _outcome].Value;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new InputModel();
        _open = await reset.IsOpenAsync(UserId, Code);
    }

    private async Task SubmitAsync()
    {
        var outcome = await reset.ResetAsync(
            UserId, Code, Input.NewPassword, Input.EndApps, Visitor.Of(HttpContext));
        switch (outcome)
        {
            case PasswordResetOutcome.Changed:
                navigation.NavigateTo("login?reset=done");
                break;
            case PasswordResetOutcome.LinkEnded:
                _open = false;
                break;
            default:
                _outcome = outcome;
                break;
        }
    }

    private sealed class InputModel
    {
        public string? NewPassword { get; set; }

        public bool EndApps { get; set; }
    }
}
