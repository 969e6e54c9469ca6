using System.Security.Claims;
using AuthPortal.Accounts;

namespace AuthPortal.Components.Developer;

/// <summary>
/// Who may register apps: developers and administrators, and everybody who is signed in unless
/// <c>Developers:Open</c> is false.
/// </summary>
public sealed class DeveloperAccess(IConfiguration configuration)
{
    public const string Setting = "Developers:Open";

    public bool MayRegister(ClaimsPrincipal person)
        => configuration.GetValue(Setting, defaultValue: true)
            || person.IsInRole(Roles.Developer)
            || person.IsInRole(Roles.Admin);
}
