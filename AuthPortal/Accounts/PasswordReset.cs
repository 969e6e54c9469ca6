using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Accounts;

/// <summary>
/// A forgotten password. Asking writes one row, whoever is named: whether there is an account is looked up when the
/// mail is written, so neither the answer nor its time tells. A link works once and for an hour, and signs nobody in:
/// the new password still has the second factor to pass.
/// </summary>
public sealed class PasswordReset(
    UserManager<User> users,
    WriteQueue writes,
    MailQueue mail,
    PasswordAftermath aftermath)
{
    private const int LongestLogin = 254;

    /// <param name="login">A user name or a mail address, as typed.</param>
    /// <param name="visitor">Who asks.</param>
    public Task AskAsync(string? login, Visitor visitor)
        => login?.Trim() is { Length: > 0 and <= LongestLogin } typed
            ? writes.RunAsync(db =>
            {
                mail.Send(db, LetterKind.ResetPassword, userId: null, typed, visitor);
                return Task.CompletedTask;
            })
            : Task.CompletedTask;

    /// <summary>True while the link may be used.</summary>
    public async Task<bool> IsOpenAsync(string? userId, string? code) => await FindAsync(userId, code) is not null;

    public async Task<PasswordResetOutcome> ResetAsync(
        string? userId,
        string? code,
        string? newPassword,
        bool endApps,
        Visitor visitor)
    {
        if (await FindAsync(userId, code) is not { } user)
        {
            return PasswordResetOutcome.LinkEnded;
        }

        if (PasswordRules.Check(newPassword ?? string.Empty, user.UserName, user.Email?.Split('@')[0]) is { } problem)
        {
            return Enum.Parse<PasswordResetOutcome>(problem.ToString());
        }

        // The security stamp changes with it: the link is used up, and every session ends. Of two at once the
        // concurrency stamp lets one through.
        if (!(await users.ResetPasswordAsync(user, code!, newPassword!)).Succeeded)
        {
            return PasswordResetOutcome.LinkEnded;
        }

        await aftermath.FollowAsync(user.Id, AuditEventType.PasswordReset, keptSessionId: null, endApps, visitor);
        return PasswordResetOutcome.Changed;
    }

    private async Task<User?> FindAsync(string? userId, string? code)
        => userId is { Length: > 0 and <= 64 } && code is { Length: > 0 }
            && await users.FindByIdAsync(userId) is { } user
            && await users.VerifyUserTokenAsync(
                user, users.Options.Tokens.PasswordResetTokenProvider, UserManager<User>.ResetPasswordTokenPurpose, code)
            ? user
            : null;
}

/// <summary>How a reset ended.</summary>
public enum PasswordResetOutcome
{
    Changed,
    TooShort,
    TooLong,
    Common,
    HoldsName,

    /// <summary>It was used, is too old, or never was one.</summary>
    LinkEnded,
}
