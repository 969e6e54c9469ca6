using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Activity;

/// <summary>All that happened to one person's account, newest first.</summary>
public sealed class PersonActivity(IDbContextFactory<AuthDbContext> contexts)
{
    public const int PageSize = 50;

    private static readonly string[] SignIns =
    [
        AuditEventType.SignedIn, AuditEventType.SignInFailed, AuditEventType.LockedOut, AuditEventType.SignedOut,
        AuditEventType.SessionEnded,
    ];

    private static readonly string[] Alarms =
    [
        AuditEventType.SignInFailed, AuditEventType.LockedOut, AuditEventType.CodeReplayed,
        AuditEventType.RefreshTokenReplayed,
    ];

    /// <summary>One page; a page beyond the last is the last.</summary>
    public async Task<EventPage> PageAsync(
        string userId,
        ActivityKind kind,
        string? clientId,
        int page,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var fitting = Fitting(db, userId, kind, clientId);
        var count = await fitting.CountAsync(cancellationToken);
        var pages = Math.Max(1, (count + PageSize - 1) / PageSize);
        var number = Math.Clamp(page, 1, pages);
        var events = await fitting.Include(e => e.Client)
            .Skip((number - 1) * PageSize).Take(PageSize)
            .ToListAsync(cancellationToken);
        return new EventPage(events, number, pages);
    }

    /// <summary>All that fits, read as it is asked for.</summary>
    public async IAsyncEnumerable<AuditEvent> AllAsync(
        string userId,
        ActivityKind kind,
        string? clientId,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var events = Fitting(db, userId, kind, clientId).Include(e => e.Client).AsAsyncEnumerable();
        await foreach (var happened in events.WithCancellation(cancellationToken))
        {
            yield return happened;
        }
    }

    private static IQueryable<AuditEvent> Fitting(
        AuthDbContext db,
        string userId,
        ActivityKind kind,
        string? clientId)
    {
        var all = db.AuditEvents.AsNoTracking().Where(e => e.UserId == userId);
        all = clientId is null ? all : all.Where(e => e.ClientId == clientId);
        return (kind switch
        {
            ActivityKind.SignIns => all.Where(e => SignIns.Contains(e.Type)),
            ActivityKind.Account => all.Where(e => e.Type.StartsWith("account.") && !SignIns.Contains(e.Type)),
            ActivityKind.Apps => all.Where(e => e.Type.StartsWith("consent.") || e.Type.StartsWith("grant.")
                || e.Type.StartsWith("app.")),
            ActivityKind.Developer => all.Where(e => e.Type.StartsWith("client.")),
            ActivityKind.Alarms => all.Where(e => Alarms.Contains(e.Type)),
            _ => all,
        }).OrderByDescending(e => e.At).ThenByDescending(e => e.Id);
    }
}

/// <summary>Some events of many.</summary>
public sealed record EventPage(IReadOnlyList<AuditEvent> Events, int Page, int Pages);

/// <summary>Which events.</summary>
public enum ActivityKind
{
    All,
    SignIns,
    Account,
    Apps,
    Developer,

    /// <summary>What was refused or stopped.</summary>
    Alarms,
}
