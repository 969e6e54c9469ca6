using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// A person's mail address. One that is named is nobody's until the link in a mail to it is opened by whoever is signed
/// in to that account; until then the old one holds. Both are told.
/// </summary>
public sealed class AddressChange(UserManager<User> users, WriteQueue writes, MailQueue mail, TimeProvider clock)
{
    /// <summary>False when it is no address. One that somebody has is answered alike: its holder is told by mail.</summary>
    public async Task<bool> AskAsync(string userId, string? typed, Visitor visitor)
    {
        var address = typed?.Trim() ?? string.Empty;
        if (!SignUpFlow.IsEmail(address))
        {
            return false;
        }

        await writes.RunAsync(async db =>
        {
            var old = await db.Users.Where(u => u.Id == userId)
                .Select(u => u.EmailConfirmed ? u.Email : null).FirstOrDefaultAsync();
            var found = await db.Users.Where(u => u.Id == userId)
                .ExecuteUpdateAsync(s => s.SetProperty(u => u.PendingEmail, address));
            if (found == 0)
            {
                return;
            }

            mail.Send(db, LetterKind.ConfirmAddress, userId, address, visitor);
            if (old is not null)
            {
                mail.Send(db, LetterKind.AddressChangeAsked, userId, old, visitor, (LetterData.Name, address));
            }
        });
        return true;
    }

    /// <summary>The letter once more, to the address that waits.</summary>
    public Task SendAgainAsync(string userId, Visitor visitor)
        => writes.RunAsync(async db =>
        {
            if (await PendingOfAsync(db, userId) is { } address)
            {
                mail.Send(db, LetterKind.ConfirmAddress, userId, address, visitor);
            }
        });

    public Task ForgetAsync(string userId)
        => writes.RunAsync(db => db.Users.Where(u => u.Id == userId)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.PendingEmail, (string?)null)));

    /// <summary>The address that a link confirms; null when it confirms none any more.</summary>
    /// <param name="userId">Whose link it is.</param>
    /// <param name="code">Of the link.</param>
    public async Task<string?> FindAsync(string? userId, string? code)
        => userId is { Length: > 0 and <= 64 } && code is { Length: > 0 }
            && await users.FindByIdAsync(userId) is { PendingEmail: { } address } user
            && await users.VerifyUserTokenAsync(user, LinkTokens.Name, LinkTokens.Confirming(address), code)
            ? address
            : null;

    /// <summary>True when the address is the person's now; the link has done its work.</summary>
    public async Task<bool> ConfirmAsync(string userId, string? code, Visitor visitor)
    {
        if (await FindAsync(userId, code) is not { } address)
        {
            return false;
        }

        var normalized = users.NormalizeEmail(address);
        var now = clock.GetUtcNow();
        return await writes.RunAsync(async db =>
        {
            if (await db.Users.AnyAsync(u => u.NormalizedEmail == normalized && u.Id != userId))
            {
                return false;
            }

            var old = await db.Users.Where(u => u.Id == userId && u.EmailConfirmed)
                .Select(u => u.Email).FirstOrDefaultAsync();
            var confirmed = await db.Users.Where(u => u.Id == userId && u.PendingEmail == address)
                .ExecuteUpdateAsync(s => s
                    .SetProperty(u => u.Email, address)
                    .SetProperty(u => u.NormalizedEmail, normalized)
                    .SetProperty(u => u.EmailConfirmed, true)
                    .SetProperty(u => u.PendingEmail, (string?)null)
                    .SetProperty(u => u.UpdatedAt, now)) == 1;
            if (!confirmed)
            {
                return false;
            }

            db.AuditEvents.Add(visitor.Event(AuditEventType.EmailConfirmed, userId, now));
            if (old is not null && old != address)
            {
                mail.Send(db, LetterKind.AddressChanged, userId, old, visitor, (LetterData.Name, address));
            }

            return true;
        });
    }

    /// <summary>The confirmed address, and one that waits.</summary>
    public async Task<(string? Confirmed, string? Pending)> OfAsync(string userId)
        => await users.FindByIdAsync(userId) is { } user
            ? (user.EmailConfirmed ? user.Email : null, user.PendingEmail)
            : (null, null);

    private static Task<string?> PendingOfAsync(AuthDbContext db, string userId)
        => db.Users.Where(u => u.Id == userId).Select(u => u.PendingEmail).FirstOrDefaultAsync();
}
