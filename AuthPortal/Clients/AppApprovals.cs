using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>What administrators decide about apps: which may work, and whom they vouch for. Nobody else decides anything.</summary>
public sealed class AppApprovals(
    WriteQueue writes,
    IDbContextFactory<AuthDbContext> contexts,
    ClientRegistry registry,
    TimeProvider clock)
{
    private const int MostWaiting = 100;
    private const int LongestReason = 500;

    /// <summary>Apps that wait, oldest first; empty for everybody but administrators.</summary>
    public async Task<IReadOnlyList<WaitingApp>> ListAsync(AppActor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsAdministrator)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Clients.AsNoTracking().Include(c => c.Owner).Where(c => c.PendingSince != null)
            .OrderBy(c => c.PendingSince).ThenBy(c => c.Id).Take(MostWaiting)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(c => new WaitingApp(
            c.Id,
            c.Name,
            c.Owner?.DisplayName,
            c.Owner?.Email,
            c.Source,
            AppKinds.Of(c.Metadata),
            c.Metadata,
            c.PendingSince ?? c.CreatedAt))];
    }

    /// <summary>How many wait; 0 for everybody but administrators.</summary>
    public async Task<int> CountAsync(AppActor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return actor.IsAdministrator ? await db.Clients.CountAsync(c => c.PendingSince != null, cancellationToken) : 0;
    }

    /// <summary>Lets an app work; false when it does not wait, or for anybody but an administrator.</summary>
    public Task<bool> ApproveAsync(AppActor actor, string clientId, CancellationToken cancellationToken)
        => DecideAsync(
            actor,
            clientId,
            (db, row) =>
            {
                row.PendingSince = null;
                ClientEditor.Touch(row, clock.GetUtcNow());
                Record(db, actor, row, AuditEventType.ClientApproved, []);
            },
            cancellationToken);

    /// <summary>Refuses an app, which is deleted: it never worked, so nothing hangs on it.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="clientId">An app that waits.</param>
    /// <param name="reason">For the developer, in the administrator's words.</param>
    /// <param name="cancellationToken">Given up before the write, never within it.</param>
    public Task<bool> RefuseAsync(AppActor actor, string clientId, string? reason, CancellationToken cancellationToken)
        => DecideAsync(
            actor,
            clientId,
            (db, row) =>
            {
                var said = reason?.Trim() ?? string.Empty;
                Record(db, actor, row, AuditEventType.ClientRefused, new(StringComparer.Ordinal)
                {
                    ["client_id"] = row.Id,
                    ["reason"] = said.Length <= LongestReason ? said : said[..LongestReason],
                });
                db.Clients.Remove(row);
            },
            cancellationToken);

    /// <summary>An administrator vouches for an app, or no longer does.</summary>
    public async Task<bool> VerifyAsync(AppActor actor, string clientId, bool verified, CancellationToken cancellationToken)
    {
        var done = await writes.RunAsync(
            async db =>
            {
                var row = actor.IsAdministrator ? await ClientEditor.LoadAsync(db, actor, clientId) : null;
                if (row is not null && row.Verified != verified)
                {
                    row.Verified = verified;
                    ClientEditor.Touch(row, clock.GetUtcNow());
                    Record(db, actor, row, AuditEventType.ClientChanged, new(StringComparer.Ordinal)
                    {
                        ["verified.before"] = verified ? "false" : "true",
                        ["verified.after"] = verified ? "true" : "false",
                    });
                }

                return row is not null;
            },
            cancellationToken);
        registry.Forget(clientId);
        return done;
    }

    /// <summary>What was decided about a person's apps lately, newest first.</summary>
    public async Task<IReadOnlyList<AppDecision>> DecisionsAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var since = clock.GetUtcNow().AddDays(-14);
        var events = await db.AuditEvents.AsNoTracking().Where(e => e.UserId == userId && e.At > since)
            .Where(e => e.Type == AuditEventType.ClientApproved || e.Type == AuditEventType.ClientRefused)
            .OrderByDescending(e => e.At).Take(5)
            .ToListAsync(cancellationToken);
        return [.. events.Select(e => new AppDecision(
            e.Id,
            e.Data.GetValueOrDefault("app") ?? string.Empty,
            e.Type == AuditEventType.ClientApproved ? e.ClientId : null,
            e.Type == AuditEventType.ClientApproved,
            e.Data.GetValueOrDefault("reason"),
            e.At))];
    }

    private async Task<bool> DecideAsync(
        AppActor actor,
        string clientId,
        Action<AuthDbContext, Client> decide,
        CancellationToken cancellationToken)
    {
        var done = await writes.RunAsync(
            async db =>
            {
                var row = actor.IsAdministrator ? await ClientEditor.LoadAsync(db, actor, clientId) : null;
                if (row?.PendingSince is null)
                {
                    return false;
                }

                decide(db, row);
                return true;
            },
            cancellationToken);
        registry.Forget(clientId);
        return done;
    }

    private void Record(AuthDbContext db, AppActor actor, Client row, string type, Dictionary<string, string> data)
        => ClientEditor.Record(db, actor, row, type, data, clock.GetUtcNow());
}
