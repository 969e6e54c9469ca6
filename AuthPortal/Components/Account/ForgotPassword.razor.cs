using AuthPortal.Accounts;
using AuthPortal.Accounts.Guards;
using AuthPortal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>Asks for the mail with the link; says the same whoever is named.</summary>
public sealed partial class ForgotPassword(PasswordReset reset, FailureLimits limits)
{
    private bool _asked;
    private int? _wait;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm]
    private InputModel Input { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "interaction")]
    private string? Interaction { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? ReturnUrl { get; set; }

    private string SignInUrl => Destination.Carry("login", Interaction, ReturnUrl);

    protected override void OnInitialized() => Input ??= new InputModel();

    private async Task SubmitAsync()
    {
        var network = FailureLimits.NetworkOf(HttpContext);
        if (limits.WaitOf(GuardedAct.Reset, network) is { } wait)
        {
            _wait = TooMany.Answer(HttpContext, wait);
            return;
        }

        limits.Count(GuardedAct.Reset, network);
        await reset.AskAsync(Input.UserName, Visitor.Of(HttpContext));
        _asked = true;
    }

    private sealed class InputModel
    {
        public string? UserName { get; set; }
    }
}
