using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Grants;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Me;

/// <summary>
/// Ends the account. It asks for a sign-in of the last minutes, says in numbers what goes, and for the user name to be
/// typed. Plain HTML, so that it works without JavaScript.
/// </summary>
public sealed partial class DeleteAccount(
    AccountEnding account,
    PersonDirectory people,
    Accounts.Sessions sessions,
    ClientRegistry registry,
    GrantNotices notices,
    FreshSignIn fresh)
{
    /// <summary>So many are named at once.</summary>
    private const int FewApps = 5;

    private AccountSize? _size;
    private Person? _person;
    private bool _fresh;
    private bool _wrong;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    private IReadOnlyList<OwnApp> Going => [.. _size?.OwnApps.Where(a => a.NextOwnerId is null) ?? []];

    private IReadOnlyList<OwnApp> Staying => [.. _size?.OwnApps.Where(a => a.NextOwnerId is not null) ?? []];

    protected override async Task OnInitializedAsync()
    {
        if (SignedInPerson.From(HttpContext.User) is { } signedIn)
        {
            _person = await people.FindAsync(signedIn.UserId, HttpContext.RequestAborted);
            _size = await account.CountAsync(signedIn.UserId, HttpContext.RequestAborted);
            _fresh = await fresh.HoldsAsync(HttpContext);
        }
    }

    private IEnumerable<string> Lines(AccountSize size)
    {
        yield return Texts["GoesApps", size.Apps, size.SignIns];
        yield return Texts["GoesSessions", size.Sessions];
        yield return Texts["GoesActivity"];
    }

    private async Task DeleteAsync()
    {
        if (!_fresh)
        {
            return;
        }

        var form = await HttpContext.Request.ReadFormAsync(HttpContext.RequestAborted);
        _wrong = _person is null || form["confirm"].ToString().Trim() != _person.UserName;
        if (_wrong || _person is null || await account.DeleteAsync(_person.Id) is not { } deleted)
        {
            return;
        }

        foreach (var clientId in deleted.ClientIds)
        {
            registry.Forget(clientId);
        }

        foreach (var userId in deleted.UserIds)
        {
            notices.Publish(userId);
        }

        // Nothing of the page is shown any more: it would speak of somebody who is not there.
        (_person, _size) = (null, null);
        await sessions.ForgetAsync(HttpContext);
        HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        HttpContext.Response.Headers.Location = HttpContext.Request.PathBase + "/signed-out";
    }
}
