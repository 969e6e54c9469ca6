using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>Who works on an app: one developer answers for it, and others may change it or look.</summary>
public sealed class AppTeam(WriteQueue writes, IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    /// <summary>Null when there is no such app for this actor.</summary>
    public async Task<Team?> FindAsync(AppActor actor, string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var app = await db.Clients.AsNoTracking().Include(c => c.Owner).Where(OwnedApps.IsOpenTo(actor))
            .FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        if (app is null)
        {
            return null;
        }

        var members = await db.ClientMembers.AsNoTracking().Include(m => m.User).Where(m => m.ClientId == clientId)
            .OrderBy(m => m.Since).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var invitations = await db.ClientInvitations.AsNoTracking()
            .Where(i => i.ClientId == clientId && i.ExpiresAt > now)
            .OrderBy(i => i.CreatedAt).ToListAsync(cancellationToken);
        return new Team(
            app.Owner is { } owner ? new TeamMember(owner.Id, owner.DisplayName, owner.Email, ClientRole.Owner) : null,
            [.. members.Select(m => new TeamMember(
                m.UserId, m.User?.DisplayName ?? string.Empty, m.User?.Email, m.Role))],
            [.. invitations.Select(i => TeamInvitation.Of(i, app.Name))]);
    }

    /// <summary>Takes a member out; members may also leave by themselves.</summary>
    public Task<bool> RemoveAsync(AppActor actor, string clientId, string userId, CancellationToken cancellationToken)
        => writes.RunAsync(
            async db =>
            {
                var app = userId == actor.UserId
                    ? await db.Clients.FirstOrDefaultAsync(c => c.Id == clientId)
                    : await ClientEditor.LoadAsync(db, actor, clientId);
                if (app is null
                    || await db.ClientMembers.Where(m => m.ClientId == clientId && m.UserId == userId)
                        .ExecuteDeleteAsync() != 1)
                {
                    return false;
                }

                Record(db, actor, app, AuditEventType.ClientLeft, new(StringComparer.Ordinal) { ["member"] = userId });
                return true;
            },
            cancellationToken);

    /// <summary>Hands the app to a member, who answers for it from now on; the old owner stays as one of the owners.</summary>
    public Task<bool> TransferAsync(AppActor actor, string clientId, string toUserId, CancellationToken cancellationToken)
        => writes.RunAsync(
            async db =>
            {
                var app = await ClientEditor.LoadAsync(db, actor, clientId);
                if (app is null
                    || (app.OwnerId != actor.UserId && !actor.IsAdministrator)
                    || app.OwnerId == toUserId
                    || await db.ClientMembers.Where(m => m.ClientId == clientId && m.UserId == toUserId)
                        .ExecuteDeleteAsync() != 1)
                {
                    return false;
                }

                var before = app.OwnerId;
                app.OwnerId = toUserId;
                ClientEditor.Touch(app, clock.GetUtcNow());
                if (before is not null)
                {
                    db.ClientMembers.Add(new ClientMember
                    {
                        ClientId = clientId,
                        UserId = before,
                        Role = ClientRole.Owner,
                        Since = clock.GetUtcNow(),
                    });
                }

                var owners = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["owner.before"] = before ?? "null",
                    ["owner.after"] = toUserId,
                };
                Record(db, actor, app, AuditEventType.ClientTransferred, owners);
                return true;
            },
            cancellationToken);

    private void Record(AuthDbContext db, AppActor by, Client app, string type, Dictionary<string, string> data)
        => ClientEditor.Record(db, by, app, type, data, clock.GetUtcNow());
}
