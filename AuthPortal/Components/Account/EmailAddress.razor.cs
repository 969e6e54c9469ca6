using AuthPortal.Accounts;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>The person's mail address, the one that waits to be confirmed, and changing it.</summary>
public sealed partial class EmailAddress(AddressChange addresses, FreshSignIn fresh)
{
    private string? _confirmed;
    private string? _pending;
    private string? _said;
    private bool _invalid;
    private bool _fresh;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "form")]
    private InputModel Input { get; set; } = default!;

    private string UserId => SignedInPerson.From(HttpContext.User)!.UserId;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new InputModel();
        _fresh = await fresh.HoldsAsync(HttpContext);
        await LoadAsync();
    }

    private async Task LoadAsync() => (_confirmed, _pending) = await addresses.OfAsync(UserId);

    private async Task SubmitAsync()
    {
        if (!_fresh)
        {
            return;
        }

        _invalid = !await addresses.AskAsync(UserId, Input.Email, Visitor.Of(HttpContext));
        if (!_invalid)
        {
            _said = Texts["EmailAsked", Input.Email!.Trim()];
            Input = new InputModel();
            await LoadAsync();
        }
    }

    private async Task SendAgainAsync()
    {
        await addresses.SendAgainAsync(UserId, Visitor.Of(HttpContext));
        _said = Texts["Sent"];
    }

    private async Task ForgetAsync()
    {
        await addresses.ForgetAsync(UserId);
        await LoadAsync();
    }

    private sealed class InputModel
    {
        public string? Email { get; set; }
    }
}
