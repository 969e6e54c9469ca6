using System.Security.Claims;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Accounts;

/// <summary>
/// Starts and ends a browser's session. Each sign-in is a new session with a new id, whatever cookie the browser
/// came with, so an id planted beforehand is worth nothing.
/// </summary>
public sealed class Sessions(
    IUserClaimsPrincipalFactory<User> principals,
    WriteQueue writes,
    TimeProvider clock)
{
    /// <summary>Values of RFC 8176: how the person proved who they are.</summary>
    public const string Password = "pwd";

    public async Task StartAsync(HttpContext context, User user, params string[] amr)
    {
        var principal = await principals.CreateAsync(user);
        SessionClaims.Write(principal, Secrets.Generate(), clock.GetUtcNow(), amr);
        await SignInAsync(context, principal);
    }

    /// <summary>The same session with a fresh security stamp: for whoever has just changed their password.</summary>
    public async Task RenewAsync(HttpContext context, User user)
    {
        var principal = await principals.CreateAsync(user);
        SessionClaims.Carry(context.User, principal);
        await SignInAsync(context, principal);
    }

    public async Task EndAsync(HttpContext context)
    {
        if (SignedInPerson.From(context.User) is { } person)
        {
            await writes.RunAsync(db =>
            {
                db.AuditEvents.Add(Visitor.Of(context).Event(
                    AuditEventType.SignedOut, person.UserId, clock.GetUtcNow()));
                return Task.CompletedTask;
            });
        }

        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
    }

    private static async Task SignInAsync(HttpContext context, ClaimsPrincipal principal)
    {
        // Not persistent: on a computer that others use, closing the browser ends it.
        await context.SignInAsync(IdentityConstants.ApplicationScheme, principal);
        context.User = principal;
    }
}
