using AuthPortal.Accounts;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Account;

/// <summary>
/// Where the link to confirm an address leads. Only for whoever is signed in to that account: who gets a stranger's
/// letter can't be made to vouch for the stranger.
/// </summary>
public sealed partial class ConfirmEmail(AddressChange addresses)
{
    private string? _address;
    private bool _done;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "user")]
    private string? UserId { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    private string? Code { get; set; }

    private bool IsOwn => SignedInPerson.From(HttpContext.User)?.UserId == UserId;

    protected override async Task OnInitializedAsync()
        => _address = IsOwn ? await addresses.FindAsync(UserId, Code) : null;

    private async Task SubmitAsync()
    {
        _done = _address is not null && await addresses.ConfirmAsync(UserId!, Code, Visitor.Of(HttpContext));
        _address = _done ? _address : null;
    }
}
