using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Data.Sql;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// Where people are signed in, a row a browser. A cookie without its row is nobody's, so a session that was ended stays
/// ended, in copies of its cookie too.
/// </summary>
public sealed class BrowserSessions(
    IDbContextFactory<AuthDbContext> contexts,
    SqlReads reads,
    WriteQueue writes,
    ISessionEnding ending,
    TimeProvider clock)
{
    /// <summary>A page more is not worth a write: "last seen" is as fine as this, and half as fine as nobody minds.</summary>
    private static readonly TimeSpan Fineness = TimeSpan.FromMinutes(5);

    /// <summary>A session that turns up elsewhere shows sooner.</summary>
    private static readonly TimeSpan FinenessElsewhere = TimeSpan.FromMinutes(1);

    private static readonly SqlStatement Seen = new(
        """SELECT "LastSeenAt", "IpAddress" FROM "Sessions" WHERE "Id" = @p0 AND "UserId" = @p1""");

    /// <summary>Inside the write that begins a session. What the browser had before is over: its cookie is replaced.</summary>
    internal async Task AddAsync(AuthDbContext db, string sessionId, string userId, Visitor visitor, string? replaced)
    {
        var now = clock.GetUtcNow();
        await db.Sessions.Where(s => s.Id == replaced).ExecuteDeleteAsync();
        db.Sessions.Add(new Session
        {
            Id = sessionId,
            UserId = userId,
            CreatedAt = now,
            LastSeenAt = now,
            UserAgent = visitor.UserAgent,
            IpAddress = visitor.IpAddress,
        });
    }

    /// <summary>True while it has not been ended.</summary>
    public async Task<bool> StandsAsync(SignedInPerson person, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Sessions.AnyAsync(
            s => s.Id == person.SessionId && s.UserId == person.UserId, cancellationToken);
    }

    /// <summary>As <see cref="StandsAsync"/>, and remembers now and then that and where it was seen.</summary>
    internal async Task<bool> SeeAsync(SignedInPerson person, Visitor visitor, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var known = await reads.FindAsync(
            Seen, static row => new SeenSession(row.Time(0), row.TextOrNull(1)), person.SessionId, person.UserId);
        if (known is null)
        {
            return false;
        }

        var fineness = known.IpAddress == visitor.IpAddress ? Fineness : FinenessElsewhere;
        if (clock.GetUtcNow() - known.LastSeenAt >= fineness)
        {
            await RememberAsync(person.SessionId, visitor);
        }

        return true;
    }

    /// <summary>Last seen first.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Sessions.AsNoTracking().Where(s => s.UserId == userId)
            .OrderByDescending(s => s.LastSeenAt).ToListAsync(cancellationToken);
    }

    /// <summary>Signs one browser out; apps that it signed in to are told. False when it was over already.</summary>
    public async Task<bool> EndAsync(string userId, string sessionId)
    {
        var ended = await writes.RunAsync(async db =>
        {
            var session = await db.Sessions.AsNoTracking()
                .FirstOrDefaultAsync(s => s.Id == sessionId && s.UserId == userId);
            if (session is null)
            {
                return false;
            }

            Record(db, session);
            await ending.EndAsync(db, userId, sessionId);
            return true;
        });
        ending.Tell(userId);
        return ended;
    }

    /// <summary>Signs all other browsers out, and says how many.</summary>
    public async Task<int> EndOthersAsync(string userId, string keptSessionId)
    {
        var ended = await writes.RunAsync(async db =>
        {
            var others = await db.Sessions.AsNoTracking()
                .Where(s => s.UserId == userId && s.Id != keptSessionId).ToListAsync();
            others.ForEach(session => Record(db, session));
            await ending.EndOthersAsync(db, userId, keptSessionId);
            return others.Count;
        });
        ending.Tell(userId);
        return ended;
    }

    /// <summary>The event shows the browser that was signed out.</summary>
    private void Record(AuthDbContext db, Session session) => db.AuditEvents.Add(
        new Visitor(session.IpAddress, session.UserAgent).Event(
            AuditEventType.SessionEnded, session.UserId, clock.GetUtcNow()));

    private async Task RememberAsync(string sessionId, Visitor visitor)
    {
        var now = clock.GetUtcNow();
        try
        {
            await writes.RunAsync(db => db.Sessions.Where(s => s.Id == sessionId).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.LastSeenAt, now)
                .SetProperty(s => s.IpAddress, visitor.IpAddress)
                .SetProperty(s => s.UserAgent, visitor.UserAgent)));
        }
        catch (Exception busy) when (busy is WriteQueueFullException or StorageOutageException)
        {
            // A busy server serves the page and remembers the next time.
        }
    }

    private sealed record SeenSession(DateTimeOffset LastSeenAt, string? IpAddress);
}
