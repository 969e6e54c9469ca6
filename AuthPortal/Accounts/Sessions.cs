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
    BrowserSessions browsers,
    ISessionEnding ending,
    TimeProvider clock)
{
    /// <summary>Values of RFC 8176: how the person proved who they are.</summary>
    public const string Password = "pwd";
    public const string OneTimeCode = "otp";
    public const string MultiFactor = "mfa";
    public const string HardwareKey = "hwk";
    public const string SoftwareKey = "swk";
    public const string UserPresence = "user";

    public async Task StartAsync(HttpContext context, User user, params string[] amr)
    {
        var principal = await principals.CreateAsync(user);
        var sessionId = Secrets.Generate();
        SessionClaims.Write(principal, sessionId, clock.GetUtcNow(), amr);
        var replaced = SignedInPerson.From(context.User)?.SessionId;
        await writes.RunAsync(db => browsers.AddAsync(db, sessionId, user.Id, Visitor.Of(context), replaced));
        await SignInAsync(context, principal);
    }

    /// <summary>The same session with a fresh security stamp: for whoever has just changed their password.</summary>
    public async Task RenewAsync(HttpContext context, User user)
    {
        var principal = await principals.CreateAsync(user);
        SessionClaims.Carry(context.User, principal);
        await SignInAsync(context, principal);
    }

    /// <summary>
    /// The same session, surer: what was proven now stands beside what was proven before. Its time stays that of the
    /// sign-in, so that a second factor alone is never taken for a new one.
    /// </summary>
    public async Task StrengthenAsync(HttpContext context, User user, params string[] amr)
    {
        var principal = await principals.CreateAsync(user);
        SessionClaims.Carry(context.User, principal);
        SessionClaims.Add(principal, amr);
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
            ending.Tell(person.UserId);
        }

        await ForgetAsync(context);
        return told;
    }

    /// <summary>Takes the cookie back; what it stood for has ended already.</summary>
    public async Task ForgetAsync(HttpContext context)
    {
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
