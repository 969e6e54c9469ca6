using AuthPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// What changes the ways into an account asks for a sign-in of the last minutes, with the second factor where there is
/// one: a browser left open, or a stolen cookie, is not enough.
/// </summary>
public sealed class FreshSignIn(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    public static bool Holds(SignedInPerson person, bool hasSecondFactor, DateTimeOffset now)
        => now - person.AuthTime <= Window && (!hasSecondFactor || person.Amr.Contains(Sessions.MultiFactor));

    public async Task<bool> HoldsAsync(HttpContext context)
    {
        if (SignedInPerson.From(context.User) is not { } person)
        {
            return false;
        }

        await using var db = await contexts.CreateDbContextAsync(context.RequestAborted);
        var hasApp = await db.AuthenticatorApps.AnyAsync(a => a.UserId == person.UserId, context.RequestAborted);
        return Holds(person, hasApp, clock.GetUtcNow());
    }
}
