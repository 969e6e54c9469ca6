using AuthPortal.Accounts;
using AuthPortal.Interactions;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>The sign-in page: to an app's request under way, or to a page of this portal.</summary>
public sealed partial class Login(
    SignInFlow flow,
    InteractionReader interactions,
    NavigationManager navigation)
{
    private bool _failed;
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
        if (signedIn && Interaction is null)
        {
            navigation.NavigateTo(Destination.Of(null, ReturnUrl));
        }
    }

    private async Task SubmitAsync()
    {
        if (await flow.SignInAsync(HttpContext, Input.UserName, Input.Password))
        {
            navigation.NavigateTo(Destination.Of(Interaction, ReturnUrl));
        }
        else
        {
            _failed = true;
        }
    }

    private sealed class InputModel
    {
        public string? UserName { get; set; }

        public string? Password { get; set; }
    }
}
