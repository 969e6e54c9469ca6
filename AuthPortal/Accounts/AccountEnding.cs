using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// Deletes an account with all that hangs on it, and tells the apps that the person was signed in to. An app that others
/// own as well goes on under the one of them who has been there longest; one that nobody else owns goes.
/// </summary>
public sealed class AccountEnding(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    ISessionEnding ending,
    TimeProvider clock)
{
    /// <summary>What goes with it.</summary>
    public async Task<AccountSize> CountAsync(string userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new AccountSize(
            await db.Grants.CountAsync(
                g => g.UserId == userId && (g.ExpiresAt == null || g.ExpiresAt > now), cancellationToken),
            await db.TokenFamilies.CountAsync(f => f.Grant!.UserId == userId && f.ExpiresAt > now, cancellationToken),
            await db.Sessions.CountAsync(s => s.UserId == userId, cancellationToken),
            await OwnAppsAsync(db, userId, cancellationToken),
            await IsLastAdminAsync(db, userId));
    }

    /// <summary>Null when nothing was deleted: nobody is there, or nobody could run the server without them.</summary>
    public async Task<DeletedAccount?> DeleteAsync(string userId)
    {
        var deleted = await writes.RunAsync(async db =>
        {
            if (await IsLastAdminAsync(db, userId))
            {
                return null;
            }

            var apps = await OwnAppsAsync(db, userId, CancellationToken.None);
            foreach (var app in apps)
            {
                await HandOverAsync(db, app);
            }

            var people = await db.Grants.Where(g => g.Client!.OwnerId == userId && g.UserId != userId)
                .Select(g => g.UserId).Distinct().ToListAsync();

            // While the sign-ins still tell who has to hear of it; the notices name no row of the person.
            await ending.EndOthersAsync(db, userId, keptSessionId: string.Empty);
            await db.SaveChangesAsync();
            return await db.Users.Where(u => u.Id == userId).ExecuteDeleteAsync() == 1
                ? new DeletedAccount([.. apps.Select(a => a.ClientId)], people)
                : null;
        });
        if (deleted is not null)
        {
            ending.Tell(userId);
        }

        return deleted;
    }

    private static async Task<List<OwnApp>> OwnAppsAsync(
        AuthDbContext db,
        string userId,
        CancellationToken cancellationToken)
    {
        var rows = await db.Clients.AsNoTracking().Where(c => c.OwnerId == userId).OrderBy(c => c.Name)
            .Select(c => new
            {
                c.Id,
                c.Name,
                Next = c.Members.Where(m => m.Role == ClientRole.Owner && m.UserId != userId).OrderBy(m => m.Since)
                    .Select(m => m.User).FirstOrDefault(),
                People = db.Grants.Count(g => g.ClientId == c.Id && g.UserId != userId),
            })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => new OwnApp(r.Id, r.Name, r.People, r.Next?.Id, r.Next?.DisplayName))];
    }

    private async Task HandOverAsync(AuthDbContext db, OwnApp app)
    {
        if (app.NextOwnerId is not { } next)
        {
            return;
        }

        var now = clock.GetUtcNow();
        await db.ClientMembers.Where(m => m.ClientId == app.ClientId && m.UserId == next).ExecuteDeleteAsync();
        await db.Clients.Where(c => c.Id == app.ClientId)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.OwnerId, next).SetProperty(c => c.UpdatedAt, now));

        // Without who it was: nothing of the deleted account stays.
        db.AuditEvents.Add(new AuditEvent
        {
            At = now,
            Type = AuditEventType.ClientInherited,
            UserId = next,
            ClientId = app.ClientId,
            Data = { ["app"] = app.Name },
        });
    }

    private static async Task<bool> IsLastAdminAsync(AuthDbContext db, string userId)
    {
        var admins = from held in db.UserRoles
                     join role in db.Roles on held.RoleId equals role.Id
                     where role.Name == Roles.Admin
                     select held.UserId;
        return await admins.AnyAsync(id => id == userId) && !await admins.AnyAsync(id => id != userId);
    }
}

/// <summary>What goes with an account, in numbers.</summary>
/// <param name="Apps">That the person allowed.</param>
/// <param name="SignIns">Of those apps, alive.</param>
/// <param name="Sessions">Browsers where the person is signed in.</param>
/// <param name="OwnApps">That the person answers for.</param>
/// <param name="IsLastAdmin">Nobody could run the server: it can't be deleted.</param>
public sealed record AccountSize(
    int Apps,
    int SignIns,
    int Sessions,
    IReadOnlyList<OwnApp> OwnApps,
    bool IsLastAdmin);

/// <summary>An app of somebody who leaves: without a next owner it goes.</summary>
/// <param name="People">Others who use it.</param>
public sealed record OwnApp(string ClientId, string Name, int People, string? NextOwnerId, string? NextOwner);

/// <summary>The apps that went with it or have another owner now, and whose open pages should hear of that.</summary>
public sealed record DeletedAccount(IReadOnlyList<string> ClientIds, IReadOnlyList<string> UserIds);
