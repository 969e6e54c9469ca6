using AuthPortal.Accounts;
using AuthPortal.Accounts.Passkeys;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Components.Account;

/// <summary>The person's passkeys: add, name, last used, remove.</summary>
public sealed partial class PasskeyCard(
    PersonPasskeys passkeys,
    FreshSignIn fresh,
    UserManager<User> users,
    NavigationManager navigation)
{
    private User? _user;
    private IReadOnlyList<KeptPasskey> _passkeys = [];
    private bool _fresh;
    private bool _failed;

    /// <summary>There is no other way in.</summary>
    [Parameter, EditorRequired]
    public bool Only { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm]
    private InputModel? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _user = await users.GetUserAsync(HttpContext.User);
        if (_user is not null)
        {
            _fresh = await fresh.HoldsAsync(HttpContext);
            _passkeys = await passkeys.ListAsync(_user);
        }
    }

    private async Task AddAsync()
    {
        var visitor = Visitor.Of(HttpContext);
        var device = DeviceName.Of(visitor.UserAgent);
        var name = device.System ?? device.Browser ?? Texts["PasskeyNew"].Value;
        _failed = !_fresh
            || _user is null
            || await passkeys.ReadAsync(Input?.Passkey) is not { } made
            || !await passkeys.AddAsync(_user, made, name, visitor);
        if (!_failed)
        {
            navigation.NavigateTo("account/security?done=passkey-added");
        }
    }

    private async Task RenameAsync(string id)
    {
        await passkeys.RenameAsync(_user!, id, Input?.Name);
        navigation.NavigateTo("account/security?done=passkey-renamed");
    }

    private async Task RemoveAsync(string id)
    {
        if (_fresh && !(Only && _passkeys.Count == 1) && await passkeys.RemoveAsync(_user!, id, Visitor.Of(HttpContext)))
        {
            navigation.NavigateTo("account/security?done=passkey-removed");
        }
    }

    private sealed class InputModel
    {
        public string? Passkey { get; set; }

        public string? Name { get; set; }
    }
}
