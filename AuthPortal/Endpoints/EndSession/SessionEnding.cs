using System.Linq.Expressions;
using AuthPortal.Accounts;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Endpoints.EndSession;

/// <summary>
/// Tells the apps that a person signed in to from a session, and no others, that it ended: by notices that are stored
/// with the end itself (OpenID Connect Back-Channel Logout §2.5), and by addresses for the browser (Front-Channel Logout
/// §2). What they got of the session ends with it, and so does the session's own row: its cookie is nobody's from then on.
/// </summary>
public sealed class SessionEnding(Issuer issuer, Subjects subjects, GrantNotices notices, TimeProvider clock) : ISessionEnding
{
    private const string OfflineAccess = " offline_access ";

    public async Task<IReadOnlyList<string>> EndAsync(AuthDbContext db, string userId, string sessionId)
    {
        var ended = await ClientsOfAsync(db, userId, f => f.SessionId == sessionId);
        Notify(db, userId, ended);
        await db.Sessions.Where(s => s.UserId == userId && s.Id == sessionId).ExecuteDeleteAsync();
        await EndAsync(
            db.TokenFamilies.Where(f => f.Grant!.UserId == userId && f.SessionId == sessionId),
            db.AuthorizationCodes.Where(c => c.Grant!.UserId == userId && c.SessionId == sessionId));
        return [.. ended.Where(e => e.Metadata.FrontchannelLogoutUri is not null).Select(AddressOf).Distinct(StringComparer.Ordinal)];
    }

    public async Task EndOthersAsync(AuthDbContext db, string userId, string keptSessionId)
    {
        Notify(db, userId, await ClientsOfAsync(db, userId, f => f.SessionId != null && f.SessionId != keptSessionId));
        await db.Sessions.Where(s => s.UserId == userId && s.Id != keptSessionId).ExecuteDeleteAsync();
        await EndAsync(
            db.TokenFamilies.Where(f => f.Grant!.UserId == userId && f.SessionId != null && f.SessionId != keptSessionId),
            db.AuthorizationCodes.Where(c => c.Grant!.UserId == userId && c.SessionId != null && c.SessionId != keptSessionId));
    }

    public void Tell(string userId) => notices.Publish(userId);

    /// <summary>
    /// Back-Channel Logout §2.7: what an app got of the session ends with it, unless the person allowed it to act while
    /// they are away. A device was signed in from the session, and is none of it. Used codes stay: they tell a replay.
    /// </summary>
    private static async Task EndAsync(IQueryable<TokenFamily> families, IQueryable<AuthorizationCode> codes)
    {
        await families.Where(f => f.GrantType != GrantTypeName.DeviceCode)
            .Where(f => !(" " + f.Scopes + " ").Contains(OfflineAccess))
            .ExecuteDeleteAsync();
        await codes.Where(c => c.ConsumedAt == null && !(" " + c.Scopes + " ").Contains(OfflineAccess))
            .ExecuteDeleteAsync();
    }

    public async Task EndAppsAsync(AuthDbContext db, string userId)
    {
        await db.AuthorizationCodes.Where(c => c.Grant!.UserId == userId && c.ConsumedAt == null).ExecuteDeleteAsync();
        await db.TokenFamilies.Where(f => f.Grant!.UserId == userId).ExecuteDeleteAsync();
    }

    private static async Task<List<Ended>> ClientsOfAsync(
        AuthDbContext db,
        string userId,
        Expression<Func<TokenFamily, bool>> which)
    {
        var pairs = await db.TokenFamilies.Where(f => f.Grant!.UserId == userId).Where(which)
            .Select(f => new { f.Grant!.ClientId, f.SessionId }).Distinct().ToListAsync();
        var ids = pairs.Select(p => p.ClientId).Distinct().ToList();
        var clients = await db.Clients.AsNoTracking().Where(c => ids.Contains(c.Id) && c.DisabledAt == null)
            .Select(c => new { c.Id, c.Metadata }).ToListAsync();
        return [.. pairs.Join(clients, p => p.ClientId, c => c.Id, (p, c) => new Ended(c.Id, p.SessionId!, c.Metadata), StringComparer.Ordinal)];
    }

    private void Notify(AuthDbContext db, string userId, List<Ended> ended)
    {
        var now = clock.GetUtcNow();
        db.LogoutNotices.AddRange(ended.Where(e => e.Metadata.BackchannelLogoutUri is not null).Select(e => new LogoutNotice
        {
            Id = Guid.CreateVersion7(now),
            ClientId = e.ClientId,
            Subject = subjects.Of(userId, e.ClientId, e.Metadata),
            SessionId = SidOf(e),
            CreatedAt = now,
            NextAttemptAt = now,
        }));
    }

    private string SidOf(Ended ended)
        => subjects.SessionOf(ended.SessionId, ended.ClientId, ended.Metadata) ?? ended.SessionId;

    /// <summary>§2: iss and sid together, so that the app can tell whose logout it is.</summary>
    private string AddressOf(Ended ended)
    {
        var uri = ended.Metadata.FrontchannelLogoutUri!;
        return uri + (uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            + "iss=" + Uri.EscapeDataString(issuer.Value) + "&sid=" + Uri.EscapeDataString(SidOf(ended));
    }

    private sealed record Ended(string ClientId, string SessionId, ClientMetadata Metadata);
}
