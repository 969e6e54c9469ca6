using AuthPortal.Accounts;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Endpoints.EndSession;

/// <summary>
/// Tells the apps that a person signed in to from a session, and no others, that it ended: by notices that are stored
/// with the end itself (OpenID Connect Back-Channel Logout §2.5), and by addresses for the browser (Front-Channel Logout §2).
/// </summary>
public sealed class SessionEnding(Issuer issuer, TimeProvider clock) : ISessionEnding
{
    public async Task<IReadOnlyList<string>> EndAsync(AuthDbContext db, string userId, string sessionId)
    {
        var ended = await ClientsOfAsync(db, userId, f => f.SessionId == sessionId);
        Notify(db, userId, ended);
        return [.. ended.Where(e => e.Metadata.FrontchannelLogoutUri is not null).Select(AddressOf).Distinct(StringComparer.Ordinal)];
    }

    public async Task EndOthersAsync(AuthDbContext db, string userId, string keptSessionId)
        => Notify(db, userId, await ClientsOfAsync(db, userId, f => f.SessionId != null && f.SessionId != keptSessionId));

    private static async Task<List<Ended>> ClientsOfAsync(
        AuthDbContext db,
        string userId,
        System.Linq.Expressions.Expression<Func<TokenFamily, bool>> which)
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
            Subject = userId,
            SessionId = e.SessionId,
            CreatedAt = now,
            NextAttemptAt = now,
        }));
    }

    /// <summary>§2: iss and sid together, so that the app can tell whose logout it is.</summary>
    private string AddressOf(Ended ended)
    {
        var uri = ended.Metadata.FrontchannelLogoutUri!;
        return uri + (uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            + "iss=" + Uri.EscapeDataString(issuer.Value) + "&sid=" + Uri.EscapeDataString(ended.SessionId);
    }

    private sealed record Ended(string ClientId, string SessionId, ClientMetadata Metadata);
}
