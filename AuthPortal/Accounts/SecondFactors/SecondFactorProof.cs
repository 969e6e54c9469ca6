using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>
/// Proves a second factor: a code of the authenticator app, each step of time once (RFC 6238 §5.2), or a recovery code.
/// Wrong ones are counted over all sessions until a right one comes: after five no code is looked at for a quarter of
/// an hour, after five more for twice as long, and so on up to a day.
/// </summary>
public sealed class SecondFactorProof(
    AuthenticatorKeys keys,
    RecoveryCodes recovery,
    WriteQueue writes,
    MailQueue mail,
    TimeProvider clock)
{
    public const int MostInARow = 5;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public Task<SecondFactorOutcome> ProveCodeAsync(string userId, string? code, Visitor visitor)
        => ProveAsync(userId, visitor, db => AcceptCodeAsync(db, userId, code));

    public Task<SecondFactorOutcome> ProveRecoveryCodeAsync(string userId, string? code, Visitor visitor)
        => ProveAsync(userId, visitor, async db =>
        {
            if (!await recovery.UseAsync(db, userId, code))
            {
                return false;
            }

            db.AuditEvents.Add(visitor.Event(AuditEventType.RecoveryCodeUsed, userId, clock.GetUtcNow()));
            mail.Notify(db, LetterKind.RecoveryCodeUsed, userId, visitor);
            return true;
        });

    /// <summary>How long no code is looked at.</summary>
    public Task<TimeSpan> WaitAsync(string userId)
        => writes.RunAsync(async db =>
        {
            var until = await db.Users.Where(u => u.Id == userId).Select(u => u.SecondFactorLockedUntil).FirstOrDefaultAsync();
            var wait = until - clock.GetUtcNow();
            return wait > TimeSpan.Zero ? wait.Value : TimeSpan.Zero;
        });

    internal static TimeSpan WaitAfter(int failures)
    {
        var rounds = Math.Min((failures / MostInARow) - 1, 10);
        var wait = FirstWait * (1 << rounds);
        return wait < LongestWait ? wait : LongestWait;
    }

    /// <summary>
    /// In one write that begins with the count, which holds the person's row: guesses sent at once are counted one by one
    /// on every database, and none is looked at while it is locked.
    /// </summary>
    private Task<SecondFactorOutcome> ProveAsync(string userId, Visitor visitor, Func<AuthDbContext, Task<bool>> accept)
        => writes.RunAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var counted = await db.Users
                .Where(u => u.Id == userId && (u.SecondFactorLockedUntil == null || u.SecondFactorLockedUntil <= now))
                .ExecuteUpdateAsync(s => s.SetProperty(u => u.SecondFactorFailures, u => u.SecondFactorFailures + 1));
            if (counted == 0)
            {
                return SecondFactorOutcome.Locked;
            }

            if (await accept(db))
            {
                await CountAsync(db, userId, failures: 0, lockedUntil: null);
                return SecondFactorOutcome.Proven;
            }

            var failures = await db.Users.Where(u => u.Id == userId).Select(u => u.SecondFactorFailures).FirstAsync();
            var isLast = failures % MostInARow == 0;
            await CountAsync(db, userId, failures, isLast ? now + WaitAfter(failures) : null);
            db.AuditEvents.Add(visitor.Event(AuditEventType.SecondFactorFailed, userId, now));
            if (isLast)
            {
                db.AuditEvents.Add(visitor.Event(AuditEventType.SecondFactorLocked, userId, now));
                mail.Notify(db, LetterKind.SecondFactorGuessed, userId, visitor);
            }

            return SecondFactorOutcome.Wrong;
        });

    private static Task<int> CountAsync(AuthDbContext db, string userId, int failures, DateTimeOffset? lockedUntil)
        => db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(s => s
            .SetProperty(u => u.SecondFactorFailures, failures)
            .SetProperty(u => u.SecondFactorLockedUntil, lockedUntil));

    private async Task<bool> AcceptCodeAsync(AuthDbContext db, string userId, string? code)
    {
        var app = await db.AuthenticatorApps.AsNoTracking().FirstOrDefaultAsync(a => a.UserId == userId);
        var now = clock.GetUtcNow();
        return app is not null
            && OneTimeCode.StepOf(code, keys.Unprotect(app.ProtectedKey, userId), now) is { } step
            && await db.AuthenticatorApps.Where(a => a.UserId == userId && a.LastStep < step)
                .ExecuteUpdateAsync(s => s.SetProperty(a => a.LastStep, step).SetProperty(a => a.LastUsedAt, now)) == 1;
    }
}

/// <summary>What became of a second factor.</summary>
public enum SecondFactorOutcome
{
    Proven,
    Wrong,

    /// <summary>Too many wrong ones; this one was not looked at.</summary>
    Locked,
}
