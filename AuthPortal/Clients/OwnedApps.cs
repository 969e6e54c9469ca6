using System.Linq.Expressions;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>Apps as their owners see them. Who is neither owner nor administrator is told nothing at all.</summary>
public sealed class OwnedApps(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    /// <summary>Those that a person owns or works on, newest first.</summary>
    public async Task<IReadOnlyList<OwnedApp>> ListAsync(string ownerId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return await db.Clients.AsNoTracking()
            .Where(c => c.OwnerId == ownerId || c.Members.Any(m => m.UserId == ownerId))
            .OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Id)
            .Select(c => new OwnedApp(
                c.Id,
                c.Name,
                c.Metadata,
                c.Verified,
                c.DisabledAt != null,
                c.CreatedAt,
                db.Grants.Count(g => g.ClientId == c.Id),
                db.TokenFamilies.Count(f => f.Grant!.ClientId == c.Id && f.ExpiresAt > now),
                c.PendingSince != null))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Null when there is no such app for this actor.</summary>
    public async Task<OwnedAppDetails?> FindAsync(
        string clientId,
        AppActor actor,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Clients.AsNoTracking().Include(c => c.Secrets).Include(c => c.Owner).Include(c => c.Members)
            .Where(IsOpenTo(actor))
            .FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        if (row is null)
        {
            return null;
        }

        var impact = await CountAsync(db, clientId, clock.GetUtcNow(), cancellationToken);
        var used = await db.Grants.Where(g => g.ClientId == clientId)
            .MaxAsync(g => g.LastUsedAt, cancellationToken);
        return new OwnedAppDetails(
            new OwnedApp(
                row.Id,
                row.Name,
                row.Metadata,
                row.Verified,
                row.DisabledAt is not null,
                row.CreatedAt,
                impact.People,
                impact.SignIns,
                row.PendingSince is not null),
            row.Source,
            row.OwnerId,
            row.Owner?.DisplayName,
            used,
            row.UpdatedAt,
            [.. row.Secrets.OrderByDescending(s => s.CreatedAt)
                .Select(s => new OwnedSecret(s.Id, s.Name, s.Hint, s.CreatedAt, s.ExpiresAt, s.LastUsedAt))],
            actor.IsAdministrator || row.OwnerId == actor.UserId
                || row.Members.Exists(m => m.UserId == actor.UserId && m.Role == ClientRole.Owner),
            actor.IsAdministrator || row.OwnerId == actor.UserId);
    }

    /// <summary>What would go with the app; null when there is no such app for this actor.</summary>
    public async Task<AppImpact?> ImpactAsync(string clientId, AppActor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Clients.Where(IsOpenTo(actor)).AnyAsync(c => c.Id == clientId, cancellationToken)
            ? await CountAsync(db, clientId, clock.GetUtcNow(), cancellationToken)
            : null;
    }

    internal static Expression<Func<Client, bool>> IsOpenTo(AppActor actor)
        => client => actor.IsAdministrator || client.OwnerId == actor.UserId
            || client.Members.Any(m => m.UserId == actor.UserId);

    internal static Expression<Func<Client, bool>> IsChangeableBy(AppActor actor)
        => client => actor.IsAdministrator || client.OwnerId == actor.UserId
            || client.Members.Any(m => m.UserId == actor.UserId && m.Role == ClientRole.Owner);

    internal static async Task<AppImpact> CountAsync(
        AuthDbContext db,
        string clientId,
        DateTimeOffset now,
        CancellationToken cancellationToken)
        => new(
            await db.Grants.CountAsync(g => g.ClientId == clientId, cancellationToken),
            await db.TokenFamilies.CountAsync(
                f => f.Grant!.ClientId == clientId && f.ExpiresAt > now,
                cancellationToken),
            await db.ClientSecrets.CountAsync(
                s => s.ClientId == clientId && (s.ExpiresAt == null || s.ExpiresAt > now),
                cancellationToken));
}
