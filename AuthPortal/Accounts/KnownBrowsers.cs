using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// Knows a browser again by a cookie, for each person who has signed in there. Each sign-in gives the browser a new
/// value: one that was planted, or copied before, is worth nothing afterwards.
/// </summary>
public sealed class KnownBrowsers(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    Issuer issuer,
    TimeProvider clock)
{
    public static readonly TimeSpan TrustLife = TimeSpan.FromDays(30);

    private const int Length = 43;

    /// <summary>As long as browsers keep a cookie at most.</summary>
    private static readonly TimeSpan CookieLife = TimeSpan.FromDays(400);

    private string CookieName => issuer.IsHttps ? "__Host-authportal-known" : "authportal-known";

    /// <summary>True where the person has said, not too long ago, that this browser need not ask for a second factor.</summary>
    public async Task<bool> IsTrustedAsync(HttpContext context, string userId, CancellationToken cancellationToken)
    {
        if (Find(context) is not { } hash)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.KnownBrowsers.AnyAsync(
            b => b.UserId == userId && b.Hash == hash && b.TrustedUntil > now, cancellationToken);
    }

    /// <summary>Gives the browser its next cookie; <see cref="Renewal.RecordAsync"/> makes it count.</summary>
    public Renewal Renew(HttpContext context)
    {
        var value = Secrets.Generate();
        context.Response.Cookies.Append(CookieName, value, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = issuer.IsHttps,
            MaxAge = CookieLife,
        });
        return new Renewal(Find(context), Secrets.Hash(value), Visitor.Of(context), clock.GetUtcNow());
    }

    /// <summary>The browsers that are trusted now, last seen first.</summary>
    public async Task<IReadOnlyList<TrustedBrowser>> ListTrustedAsync(
        HttpContext context,
        string userId,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var here = Find(context);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.KnownBrowsers.AsNoTracking().Where(b => b.UserId == userId && b.TrustedUntil > now)
            .OrderByDescending(b => b.LastSeenAt).ToListAsync(cancellationToken);
        return [.. rows.Select(b => new TrustedBrowser(
            b.Id, b.UserAgent, b.IpAddress, b.LastSeenAt, b.TrustedUntil!.Value, here is not null && b.Hash.AsSpan().SequenceEqual(here)))];
    }

    /// <summary>Ends the trust in one browser, or in all when <paramref name="id"/> is null.</summary>
    public Task<int> UntrustAsync(string userId, Guid? id, Visitor visitor)
        => writes.RunAsync(async db =>
        {
            var ended = await UntrustAsync(db, userId, id);
            if (ended > 0)
            {
                db.AuditEvents.Add(visitor.Event(AuditEventType.BrowserUntrusted, userId, clock.GetUtcNow()));
            }

            return ended;
        });

    /// <summary>Inside a write: what was trusted before is asked again.</summary>
    internal static Task<int> UntrustAsync(AuthDbContext db, string userId, Guid? id = null)
        => db.KnownBrowsers.Where(b => b.UserId == userId && b.TrustedUntil != null && (id == null || b.Id == id))
            .ExecuteUpdateAsync(s => s.SetProperty(b => b.TrustedUntil, (DateTimeOffset?)null));

    private byte[]? Find(HttpContext context)
        => context.Request.Cookies.TryGetValue(CookieName, out var value) && value.Length == Length
            ? Secrets.Hash(value)
            : null;

    /// <summary>A browser's change from one cookie to the next.</summary>
    public sealed record Renewal(byte[]? Old, byte[] New, Visitor Visitor, DateTimeOffset Now)
    {
        /// <summary>Inside a write.</summary>
        /// <returns>False where the person has never signed in from this browser.</returns>
        public async Task<bool> RecordAsync(AuthDbContext db, string userId, bool trust)
        {
            // For everybody who is known here, so that nobody else is forgotten.
            await db.KnownBrowsers.Where(b => b.Hash == Old).ExecuteUpdateAsync(s => s.SetProperty(b => b.Hash, New));
            DateTimeOffset? until = trust ? Now + TrustLife : null;
            var known = await db.KnownBrowsers.Where(b => b.UserId == userId && b.Hash == New)
                .ExecuteUpdateAsync(s => s
                    .SetProperty(b => b.LastSeenAt, Now)
                    .SetProperty(b => b.UserAgent, Visitor.UserAgent)
                    .SetProperty(b => b.IpAddress, Visitor.IpAddress)
                    .SetProperty(b => b.TrustedUntil, b => trust ? until : b.TrustedUntil)) == 1;
            if (!known)
            {
                db.KnownBrowsers.Add(new KnownBrowser
                {
                    Id = Guid.CreateVersion7(Now),
                    UserId = userId,
                    Hash = New,
                    UserAgent = Visitor.UserAgent,
                    IpAddress = Visitor.IpAddress,
                    FirstSeenAt = Now,
                    LastSeenAt = Now,
                    TrustedUntil = until,
                });
            }

            return known;
        }
    }
}

/// <summary>A browser that is not asked for a second factor.</summary>
/// <param name="IsHere">It is the one that asks.</param>
public sealed record TrustedBrowser(
    Guid Id,
    string? UserAgent,
    string? IpAddress,
    DateTimeOffset LastSeenAt,
    DateTimeOffset TrustedUntil,
    bool IsHere);
