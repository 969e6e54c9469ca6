using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// What follows a changed password: other sessions end, browsers that were trusted ask for the second factor again,
/// the person is told by mail, and apps have to ask for a sign-in where the person wants that.
/// </summary>
public sealed class PasswordAftermath(WriteQueue writes, MailQueue mail, ISessionEnding ending, TimeProvider clock)
{
    /// <param name="userId">Whose password it is.</param>
    /// <param name="happened">The event to record.</param>
    /// <param name="keptSessionId">The session that stays; null for none.</param>
    /// <param name="endApps">Tokens end too.</param>
    /// <param name="visitor">Who changed it.</param>
    public Task FollowAsync(string userId, string happened, string? keptSessionId, bool endApps, Visitor visitor)
        => writes.RunAsync(async db =>
        {
            // Whoever proved to be the person is not kept out by somebody else's guesses.
            await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(s => s
                .SetProperty(u => u.AccessFailedCount, 0)
                .SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null));
            await KnownBrowsers.UntrustAsync(db, userId);
            db.AuditEvents.Add(visitor.Event(happened, userId, clock.GetUtcNow()));
            mail.Notify(db, LetterKind.PasswordChanged, userId, visitor);
            await ending.EndOthersAsync(db, userId, keptSessionId ?? string.Empty);
            if (endApps)
            {
                await ending.EndAppsAsync(db, userId);
            }
        });
}
