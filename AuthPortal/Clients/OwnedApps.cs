using System.Linq.Expressions;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>Apps as their owners see them. Who is neither owner nor administrator is told nothing at all.</summary>
public sealed class OwnedApps(IDbContextFactory<AuthDbContext> contexts, AppPeople people, TimeProvider clock)
{
    /// <summary>Those that a person owns or works on, newest first.</summary>
    public async Task<IReadOnlyList<OwnedApp>> ListAsync(string ownerId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Clients.AsNoTracking()
            .Where(c => c.OwnerId == ownerId || c.Members.Any(m => m.UserId == ownerId))
            .OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Id)
            .ToListAsync(cancellationToken);
        var use = await people.OfAsync([.. rows.Select(row => row.Id)], cancellationToken);
        return [.. rows.Select(row => Of(row, use[row.Id]))];
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

        var use = (await people.OfAsync([clientId], cancellationToken))[clientId];
        return new OwnedAppDetails(
            Of(row, use),
            row.Source,
            row.OwnerId,
            row.Owner?.DisplayName,
            use.LastUsedAt,
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
            ? await ImpactAsync(
                db, clientId, (await people.OfAsync([clientId], cancellationToken))[clientId], clock.GetUtcNow(), cancellationToken)
            : null;
    }

    internal static Expression<Func<Client, bool>> IsOpenTo(AppActor actor)
        => client => actor.IsAdministrator || client.OwnerId == actor.UserId
            || client.Members.Any(m => m.UserId == actor.UserId);

    internal static Expression<Func<Client, bool>> IsChangeableBy(AppActor actor)
        => client => actor.IsAdministrator || client.OwnerId == actor.UserId
            || client.Members.Any(m => m.UserId == actor.UserId && m.Role == ClientRole.Owner);

    internal static async Task<AppImpact> ImpactAsync(
        AuthDbContext db,
        string clientId,
        AppUse use,
        DateTimeOffset now,
        CancellationToken cancellationToken)
        => new(
            use.People,
            use.SignIns,
            await db.ClientSecrets.CountAsync(
                s => s.ClientId == clientId && (s.ExpiresAt == null || s.ExpiresAt > now),
                cancellationToken));

    private static OwnedApp Of(Client row, AppUse use)
        => new(
            row.Id,
            row.Name,
            row.Metadata,
            row.Verified,
            row.DisabledAt is not null,
            row.CreatedAt,
            use.People,
            use.SignIns,
            row.PendingSince is not null);
}
