using AuthPortal.Accounts;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Components.Account;

/// <summary>Adds an authenticator app by QR code and a first code, replaces it, removes it.</summary>
public sealed partial class Authenticator(
    AuthenticatorKeys keys,
    AuthenticatorSetup setup,
    PersonFactors factors,
    FreshSignIn fresh,
    Sessions sessions,
    UserManager<User> users,
    NavigationManager navigation)
{
    private const int Group = 4;

    private User? _user;
    private NewAuthenticatorKey? _key;
    private IReadOnlyList<string>? _codes;
    private bool _fresh;
    private bool _hasApp;
    private bool _wrong;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "form")]
    private InputModel? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _user = await users.GetUserAsync(HttpContext.User);
        _fresh = _user is not null && await fresh.HoldsAsync(HttpContext);
        if (_user is not null && _fresh)
        {
            _hasApp = (await factors.OfAsync(_user.Id, HttpContext.RequestAborted)).HasApp;

            // The key of a form that was sent back is kept: the app has read it already.
            _key = keys.Reopen(Input?.Key, _user.Id, _user.UserName!) ?? keys.Create(_user.Id, _user.UserName!);
        }
    }

    private async Task AddAsync()
    {
        if (_user is null || _key is null)
        {
            return;
        }

        _codes = await setup.AddAsync(_user.Id, _key, Input?.Code, Visitor.Of(HttpContext));
        _wrong = _codes is null;
        if (_codes is not null)
        {
            // The code that was just given is a second factor of this session.
            await sessions.StrengthenAsync(HttpContext, _user, [Sessions.OneTimeCode, Sessions.MultiFactor]);
        }
    }

    private async Task RemoveAsync()
    {
        if (_user is not null && _fresh)
        {
            await setup.RemoveAsync(_user.Id, Visitor.Of(HttpContext));
            navigation.NavigateTo("account/security?done=app-removed");
        }
    }

    private static string Grouped(string key)
        => string.Join(' ', key.Chunk(Group).Select(letters => new string(letters)));

    private sealed class InputModel
    {
        public string? Key { get; set; }

        public string? Code { get; set; }
    }
}
