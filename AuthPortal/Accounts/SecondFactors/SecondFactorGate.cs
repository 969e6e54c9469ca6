using AuthPortal.Data.Entities;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>Whether a right password is enough, here and now.</summary>
public sealed class SecondFactorGate(PersonFactors factors, KnownBrowsers browsers, PendingSignIns pending)
{
    /// <summary>True when the second factor is asked for next; the browser knows for whom.</summary>
    /// <param name="context">The browser's request.</param>
    /// <param name="user">Who gave the right password.</param>
    /// <param name="always">Even in a browser that is trusted.</param>
    public async Task<bool> HoldsUpAsync(HttpContext context, User user, bool always)
    {
        if (!(await factors.OfAsync(user.Id, context.RequestAborted)).AsksSecond
            || (!always && await browsers.IsTrustedAsync(context, user.Id, context.RequestAborted)))
        {
            return false;
        }

        pending.Begin(context, user);
        return true;
    }
}
