using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// Makes the first administrator. Whether there is one already is asked in the transaction that makes them, so two
/// posts at once make one.
/// </summary>
public sealed class SetupFlow(
    SetupLink link,
    WriteQueue writes,
    IDbContextFactory<AuthDbContext> contexts,
    IPasswordHasher<User> hasher,
    ILookupNormalizer normalizer,
    TimeProvider clock)
{
    public async Task<bool> IsOpenAsync(string? token, CancellationToken cancellationToken)
    {
        if (!link.Opens(token))
        {
            return false;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await IsNeededAsync(db, cancellationToken);
    }

    /// <summary>
    /// True while nobody is an administrator. Other people do not count: somebody who signs up first must not be
    /// able to lock the operator out.
    /// </summary>
    public static async Task<bool> IsNeededAsync(AuthDbContext db, CancellationToken cancellationToken)
        => !await (from held in db.UserRoles
                   join role in db.Roles on held.RoleId equals role.Id
                   where role.Name == Roles.Admin
                   select held).AnyAsync(cancellationToken);

    public async Task<SignUpOutcome> CreateAsync(string? token, NewAccount account, Visitor visitor)
    {
        var problems = SignUpFlow.ProblemsOf(account);
        if (problems.Count > 0)
        {
            return new SignUpOutcome(null, problems);
        }

        var user = Prepare(account);
        var made = link.Opens(token) && await SaveAsync(user, visitor);
        if (made)
        {
            link.Close();
        }

        return made ? new SignUpOutcome(user, []) : new SignUpOutcome(null, [SignUpProblem.NotPossible]);
    }

    private User Prepare(NewAccount account)
    {
        var user = SignUpFlow.NewUser(account, clock.GetUtcNow());
        user.NormalizedUserName = normalizer.NormalizeName(user.UserName);
        (user.Email, user.PendingEmail) = (user.PendingEmail, null);
        user.NormalizedEmail = normalizer.NormalizeEmail(user.Email);

        // The operator's own: they name it at the console of the machine that would have to prove it.
        user.EmailConfirmed = true;
        user.LockoutEnabled = true;
        user.SecurityStamp = Secrets.Generate();
        user.PasswordHash = hasher.HashPassword(user, account.Password!);
        return user;
    }

    private async Task<bool> SaveAsync(User user, Visitor visitor)
    {
        try
        {
            return await writes.RunAsync(async db =>
            {
                if (!await IsNeededAsync(db, CancellationToken.None))
                {
                    return false;
                }

                db.Users.Add(user);
                await AddRoleAsync(db, user, Roles.Admin);
                await AddRoleAsync(db, user, Roles.Developer);
                await db.SaveChangesAsync();
                db.AuditEvents.Add(visitor.Event(AuditEventType.AccountCreated, user.Id, clock.GetUtcNow()));
                return true;
            });
        }
        catch (DbUpdateException)
        {
            // Somebody signed up with this name or address before.
            return false;
        }
    }

    private async Task AddRoleAsync(AuthDbContext db, User user, string name)
    {
        var role = await db.Roles.FirstOrDefaultAsync(r => r.Name == name)
            ?? db.Roles.Add(new IdentityRole(name) { NormalizedName = normalizer.NormalizeName(name) }).Entity;
        db.UserRoles.Add(new IdentityUserRole<string> { UserId = user.Id, RoleId = role.Id });
    }
}
