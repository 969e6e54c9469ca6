using System.Security.Claims;
using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AuthPortal.Components;

/// <summary>
/// An open page has no requests whose cookie could be checked, so it looks each minute whether its session still
/// holds, and at once when something of its person changes: what ended the session elsewhere ends it here as well.
/// </summary>
internal sealed class OpenPageSession(
    ILoggerFactory loggers,
    IServiceScopeFactory scopes,
    BrowserSessions sessions,
    IOptions<IdentityOptions> options) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <summary>Nobody is signed in on this page from now on, if the session is over.</summary>
    public async Task LookAsync()
    {
        if (!await ValidateAuthenticationStateAsync(await GetAuthenticationStateAsync(), CancellationToken.None))
        {
            SetAuthenticationState(Task.FromResult(Nobody));
        }
    }

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken)
    {
        var principal = authenticationState.User;
        if (SignedInPerson.From(principal) is not { } person
            || !await sessions.StandsAsync(person, cancellationToken))
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        return await users.GetUserAsync(principal) is { } user
            && principal.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType)
                == await users.GetSecurityStampAsync(user);
    }
}
