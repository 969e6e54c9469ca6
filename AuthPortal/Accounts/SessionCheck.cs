using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Accounts;

/// <summary>Each request's cookie is good only while its session stands: one that was ended is out at the next.</summary>
internal static class SessionCheck
{
    public static void Add(CookieAuthenticationOptions options)
    {
        var before = options.Events.OnValidatePrincipal;
        options.Events.OnValidatePrincipal = async context =>
        {
            await before(context);
            await ValidateAsync(context);
        };
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is not { } principal)
        {
            return;
        }

        var http = context.HttpContext;
        var sessions = http.RequestServices.GetRequiredService<BrowserSessions>();
        if (SignedInPerson.From(principal) is not { } person
            || !await sessions.SeeAsync(person, Visitor.Of(http), http.RequestAborted))
        {
            context.RejectPrincipal();
            await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
    }
}
