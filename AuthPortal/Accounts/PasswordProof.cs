using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Accounts;

/// <summary>
/// Proves a person by user name or mail address and password. A wrong password, an unknown name and a locked account
/// take the same steps (one look-up, one write, one verification, one write) and give the same answer: none.
/// </summary>
public sealed class PasswordProof(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    IPasswordHasher<User> hasher,
    DecoyPassword decoy,
    TimeProvider clock,
    IOptions<IdentityOptions> options)
{
    private const int LongestPassword = 1024;

    /// <summary>The person, or null for every refusal alike.</summary>
    public async Task<User?> ProveAsync(string login, string password, Visitor visitor, CancellationToken cancellationToken)
    {
        var decoyHash = decoy.Hash;
        var user = await FindAsync(login.Trim(), cancellationToken);
        var mayTry = await TakeTryAsync(user?.Id);
        var hash = mayTry && password.Length <= LongestPassword ? user?.PasswordHash : null;
        var verdict = hasher.VerifyHashedPassword(user ?? new User(), hash ?? decoyHash, password);
        var proven = hash is not null && verdict != PasswordVerificationResult.Failed;
        await RecordAsync(user?.Id, mayTry, proven, visitor);
        return proven ? user : null;
    }

    private async Task<User?> FindAsync(string login, CancellationToken cancellationToken)
    {
        var normalized = login.ToUpperInvariant();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // A user name comes before a mail address: nobody is hidden by another person's choice of address.
        return await db.Users.AsNoTracking()
            .Where(u => u.NormalizedUserName == normalized || u.NormalizedEmail == normalized)
            .OrderByDescending(u => u.NormalizedUserName == normalized)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Counts the try before the password is looked at, in one conditional update: guesses sent at once are counted
    /// one by one, and none is looked at once the account is locked.
    /// </summary>
    private Task<bool> TakeTryAsync(string? userId)
    {
        var now = clock.GetUtcNow();
        var most = options.Value.Lockout.MaxFailedAccessAttempts;
        DateTimeOffset? until = now + options.Value.Lockout.DefaultLockoutTimeSpan;
        return writes.RunAsync(async db => await db.Users
            .Where(u => u.Id == userId && (u.LockoutEnd == null || u.LockoutEnd <= now))
            .ExecuteUpdateAsync(set => set
                .SetProperty(u => u.LockoutEnd, u => u.AccessFailedCount + 1 >= most ? until : null)
                .SetProperty(
                    u => u.AccessFailedCount,
                    u => u.AccessFailedCount + 1 >= most ? 0 : u.AccessFailedCount + 1)) == 1);
    }

    private Task RecordAsync(string? userId, bool mayTry, bool proven, Visitor visitor)
        => writes.RunAsync(async db =>
        {
            var now = clock.GetUtcNow();
            if (proven)
            {
                await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set
                    .SetProperty(u => u.AccessFailedCount, 0)
                    .SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null));
                return;
            }

            // Looked up for everybody, nobody included: it must not tell by its time either.
            var isLocked = await db.Users.AnyAsync(u => u.Id == userId && u.LockoutEnd > now);
            if (mayTry && isLocked)
            {
                db.AuditEvents.Add(visitor.Event(AuditEventType.LockedOut, userId, now));
            }

            // A name that nobody has is recorded too, without the name: the write must not tell by its time.
            db.AuditEvents.Add(visitor.Event(AuditEventType.SignInFailed, userId, now));
        });
}
