using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Accounts;

/// <summary>
/// Changes the password of whoever is signed in. The old one is asked under the same lockout as signing in, since a
/// borrowed session must not become a place to guess. Every other session ends; this one stays.
/// </summary>
public sealed class PasswordChange(
    UserManager<User> users,
    PasswordProof proof,
    Sessions sessions,
    PasswordAftermath aftermath)
{
    public async Task<PasswordChangeOutcome> ChangeAsync(HttpContext context, string? oldPassword, string? newPassword, bool endApps)
    {
        if (await users.GetUserAsync(context.User) is not { } user)
        {
            return PasswordChangeOutcome.OldPasswordWrong;
        }

        if (PasswordRules.Check(newPassword ?? string.Empty, user.UserName, (user.Email ?? user.PendingEmail)?.Split('@')[0]) is { } problem)
        {
            return Enum.Parse<PasswordChangeOutcome>(problem.ToString());
        }

        var visitor = Visitor.Of(context);
        var proven = await proof.ProveAsync(user.UserName!, oldPassword ?? string.Empty, visitor, context.RequestAborted);
        if (proven is null || proven.Id != user.Id)
        {
            return PasswordChangeOutcome.OldPasswordWrong;
        }

        var changed = await users.ChangePasswordAsync(user, oldPassword!, newPassword!);
        if (!changed.Succeeded)
        {
            return PasswordChangeOutcome.Failed;
        }

        var kept = SignedInPerson.From(context.User)?.SessionId;
        await aftermath.FollowAsync(user.Id, AuditEventType.PasswordChanged, kept, endApps, visitor);
        await sessions.RenewAsync(context, user);
        return PasswordChangeOutcome.Changed;
    }
}

/// <summary>How a change of password ended.</summary>
public enum PasswordChangeOutcome
{
    Changed,
    OldPasswordWrong,
    TooShort,
    TooLong,
    Common,
    HoldsName,

    /// <summary>Somebody changed the account at the same moment.</summary>
    Failed,
}
