using AuthPortal.Accounts;
using AuthPortal.Accounts.Guards;
using AuthPortal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>The sign-up page; whoever has signed up is signed in and goes where they were going.</summary>
public sealed partial class SignUp(SignUpFlow flow, SignInEnd end, FailureLimits limits, NavigationManager navigation)
{
    private IReadOnlyList<SignUpProblem> _problems = [];
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

    private string? PasswordProblem => Problem(
        SignUpProblem.PasswordTooShort,
        SignUpProblem.PasswordTooLong,
        SignUpProblem.PasswordCommon,
        SignUpProblem.PasswordHoldsName);

    protected override void OnInitialized() => Input ??= new InputModel();

    private async Task SubmitAsync()
    {
        var network = FailureLimits.NetworkOf(HttpContext);
        if (limits.WaitOf(GuardedAct.SignUp, network) is { } wait)
        {
            _wait = TooMany.Answer(HttpContext, wait);
            return;
        }

        var account = new NewAccount(Input.UserName, Input.Email, Input.Name, Input.Password);
        var outcome = await flow.CreateAsync(account, Input.Passkey, Visitor.Of(HttpContext));
        _problems = outcome.Problems;
        if (outcome.User is null)
        {
            limits.Count(GuardedAct.SignUp, network);
        }

        if (outcome.User is { } user)
        {
            await end.BeginAsync(HttpContext, user, [.. outcome.Amr]);
            navigation.NavigateTo(Destination.Of(Interaction, ReturnUrl));
        }
    }

    private string? Problem(params SignUpProblem[] kinds)
        => _problems.Where(kinds.Contains).Select(p => Texts[p.ToString()].Value).FirstOrDefault();

    private sealed class InputModel
    {
        public string? UserName { get; set; }

        public string? Email { get; set; }

        public string? Name { get; set; }

        public string? Password { get; set; }

        public string? Passkey { get; set; }
    }
}
