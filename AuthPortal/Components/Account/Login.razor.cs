using AuthPortal.Accounts;
using AuthPortal.Accounts.Passkeys;
using AuthPortal.Components.Shared;
using AuthPortal.Interactions;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>The sign-in page: to an app's request under way, or to a page of this portal.</summary>
public sealed partial class Login(
    SignInFlow flow,
    PasskeySignIn passkeys,
    InteractionReader interactions,
    NavigationManager navigation)
{
    private bool _failed;
    private int? _wait;
    private bool _passkeyFailed;
    private InteractionView? _request;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm]
    private InputModel Input { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "interaction")]
    private string? Interaction { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery(Name = "switch")]
    private string? Switch { get; set; }

    /// <summary>Whoever is signed in proves it once more.</summary>
    [SupplyParameterFromQuery(Name = "again")]
    private string? Again { get; set; }

    [SupplyParameterFromQuery(Name = "reset")]
    private string? Reset { get; set; }

    private string ForgotUrl => Destination.Carry("forgot-password", Interaction, ReturnUrl);

    private string SignUpUrl => Destination.Carry("signup", Interaction, ReturnUrl);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new InputModel();
        _request = await interactions.FindAsync(Interaction, HttpContext, HttpContext.RequestAborted);
        if (HttpMethods.IsPost(HttpContext.Request.Method))
        {
            return;
        }

        // A request of an app brought the person here to sign in, again or as somebody else: it is not skipped.
        var signedIn = Switch is null && SignedInPerson.From(HttpContext.User) is not null;
        Input.UserName = _request?.LoginHint ?? (signedIn ? HttpContext.User.Identity?.Name : null);
        if (signedIn && Interaction is null && Again is null)
        {
            navigation.NavigateTo(Destination.Of(null, ReturnUrl));
        }
    }

    private async Task SubmitAsync()
    {
        switch (await flow.SignInAsync(HttpContext, Input.UserName, Input.Password, always: Again is not null))
        {
            case SignInOutcome.SignedIn:
                navigation.NavigateTo(Destination.Of(Interaction, ReturnUrl));
                break;
            case SignInOutcome.NeedsSecondFactor:
                navigation.NavigateTo(Destination.Carry("login/verify", Interaction, ReturnUrl));
                break;
            case SignInOutcome.Waits waits:
                _wait = TooMany.Answer(HttpContext, waits.Time);
                break;
            default:
                _failed = true;
                break;
        }
    }

    private async Task SubmitPasskeyAsync()
    {
        if (await passkeys.SignInAsync(HttpContext, Input.Passkey))
        {
            navigation.NavigateTo(Destination.Of(Interaction, ReturnUrl));
        }
        else
        {
            _passkeyFailed = true;
        }
    }

    private sealed class InputModel
    {
        public string? UserName { get; set; }

        public string? Password { get; set; }

        public string? Passkey { get; set; }
    }
}
