using System.Security.Claims;
using AuthPortal.Accounts;
using AuthPortal.Clients;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace AuthPortal.Components.Developer;

/// <summary>
/// A page of the developers' room. Who acts is asked anew before each act: a session that ended, or a role that was
/// taken away, counts on an open page too.
/// </summary>
public abstract class DeveloperPage : ComponentBase
{
    [CascadingParameter]
    private Task<AuthenticationState> SignedIn { get; set; } = default!;

    [Inject]
    private DeveloperAccess Access { get; set; } = default!;

    /// <summary>Null when nobody is signed in any more.</summary>
    protected async Task<AppActor?> ActorAsync()
    {
        var principal = await PrincipalAsync();
        return SignedInPerson.From(principal) is { } person
            ? new AppActor(person.UserId, principal.IsInRole(Roles.Admin))
            : null;
    }

    /// <summary>The same, for who may register apps; else null.</summary>
    protected async Task<AppActor?> RegistrantAsync()
        => Access.MayRegister(await PrincipalAsync()) ? await ActorAsync() : null;

    private async Task<ClaimsPrincipal> PrincipalAsync() => (await SignedIn).User;
}
