using AuthPortal.Accounts;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>First run: whoever holds the console's one-time link becomes the administrator. To others: not found.</summary>
public sealed partial class Setup(SetupFlow flow, SignInEnd end, Issuer issuer, NavigationManager navigation)
{
    private IReadOnlyList<SignUpProblem> _problems = [];
    private bool _open;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm]
    private InputModel Input { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "token")]
    private string? Token { get; set; }

    private Issuer Issuer => issuer;

    private string? PasswordProblem => Problem(
        SignUpProblem.PasswordTooShort,
        SignUpProblem.PasswordTooLong,
        SignUpProblem.PasswordCommon,
        SignUpProblem.PasswordHoldsName);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new InputModel();
        _open = await flow.IsOpenAsync(Token, HttpContext.RequestAborted);
        if (!_open)
        {
            navigation.NotFound();
        }
    }

    private async Task SubmitAsync()
    {
        if (!_open)
        {
            return;
        }

        var account = new NewAccount(Input.UserName, Input.Email, null, Input.Password);
        var outcome = await flow.CreateAsync(Token, account, Visitor.Of(HttpContext));
        _problems = outcome.Problems;
        if (outcome.User is { } user)
        {
            await end.BeginAsync(HttpContext, user, Sessions.Password);
            navigation.NavigateTo("/");
        }
    }

    private string? Problem(params SignUpProblem[] kinds)
        => _problems.Where(kinds.Contains).Select(p => Texts[p.ToString()].Value).FirstOrDefault();

    private sealed class InputModel
    {
        public string? UserName { get; set; }

        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
