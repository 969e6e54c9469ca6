using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>Turns the authenticator app on and off. It is kept only once it has made a right code.</summary>
public sealed class AuthenticatorSetup(
    AuthenticatorKeys keys,
    RecoveryCodes recovery,
    WriteQueue writes,
    MailQueue mail,
    TimeProvider clock)
{
    /// <summary>The recovery codes that come with it; null when the code is wrong. An older app ends.</summary>
    public async Task<IReadOnlyList<string>?> AddAsync(string userId, NewAuthenticatorKey key, string? code, Visitor visitor)
    {
        var now = clock.GetUtcNow();
        if (OneTimeCode.StepOf(code, key.Key, now) is not { } step)
        {
            return null;
        }

        return await writes.RunAsync(async db =>
        {
            await db.AuthenticatorApps.Where(a => a.UserId == userId).ExecuteDeleteAsync();
            db.AuthenticatorApps.Add(new AuthenticatorApp
            {
                UserId = userId,
                ProtectedKey = keys.Protect(key.Key, userId),
                AddedAt = now,
                LastStep = step,
                LastUsedAt = now,
            });
            await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(s => s.SetProperty(u => u.TwoFactorEnabled, true));
            db.AuditEvents.Add(visitor.Event(AuditEventType.AuthenticatorAdded, userId, now));
            mail.Notify(db, LetterKind.SecondFactorAdded, userId, visitor);
            return await recovery.RenewAsync(db, userId);
        });
    }

    /// <summary>The recovery codes and the trust in browsers go with it.</summary>
    public Task RemoveAsync(string userId, Visitor visitor)
        => writes.RunAsync(async db =>
        {
            if (await db.AuthenticatorApps.Where(a => a.UserId == userId).ExecuteDeleteAsync() == 0)
            {
                return;
            }

            await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync();
            await KnownBrowsers.UntrustAsync(db, userId);
            await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(s => s.SetProperty(u => u.TwoFactorEnabled, false));
            db.AuditEvents.Add(visitor.Event(AuditEventType.AuthenticatorRemoved, userId, clock.GetUtcNow()));
            mail.Notify(db, LetterKind.SecondFactorRemoved, userId, visitor);
        });
}
