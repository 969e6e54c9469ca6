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
    ISessionEnding ending,
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

    /// <returns>Addresses that the person's browser has to load: apps that listen there for the end.</returns>
    public async Task<IReadOnlyList<string>> EndAsync(HttpContext context)
    {
        IReadOnlyList<string> told = [];
        if (SignedInPerson.From(context.User) is { } person)
        {
            told = await writes.RunAsync(async db =>
            {
                db.AuditEvents.Add(Visitor.Of(context).Event(
                    AuditEventType.SignedOut, person.UserId, clock.GetUtcNow()));
                return await ending.EndAsync(db, person.UserId, person.SessionId);
            });
        }

        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        return told;
    }

    private static async Task SignInAsync(HttpContext context, ClaimsPrincipal principal)
    {
        // Not persistent: on a computer that others use, closing the browser ends it.
        await context.SignInAsync(IdentityConstants.ApplicationScheme, principal);
        context.User = principal;
    }
}
