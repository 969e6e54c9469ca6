using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Activity;

/// <summary>What happened to people's accounts and apps, written in the transaction of the thing itself.</summary>
public sealed class AuditTrail(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    /// <summary>Adds an event inside a write; <paramref name="data"/> never holds a secret.</summary>
    /// <param name="db">The writing context.</param>
    /// <param name="type">One of <see cref="AuditEventType"/>.</param>
    /// <param name="userId">The person whose account it concerns.</param>
    /// <param name="clientId">The app that it concerns.</param>
    /// <param name="origin">Where the request came from.</param>
    /// <param name="data">Details, such as the app's name at that time.</param>
    public void Add(
        AuthDbContext db,
        string type,
        string? userId,
        string? clientId,
        AuditOrigin origin,
        params ReadOnlySpan<(string Name, string Value)> data)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in data)
        {
            details[name] = value;
        }

        db.AuditEvents.Add(new AuditEvent
        {
            At = clock.GetUtcNow(),
            Type = type,
            UserId = userId,
            ClientId = clientId,
            IpAddress = origin.IpAddress,
            UserAgent = origin.UserAgent,
            Data = details,
        });
    }

    /// <summary>A person's latest events, newest first, each with its app where that still exists.</summary>
    public async Task<IReadOnlyList<AuditEvent>> RecentAsync(
        string userId,
        int count,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.AuditEvents.AsNoTracking().Include(e => e.Client)
            .Where(e => e.UserId == userId)
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id)
            .Take(count)
            .ToListAsync(cancellationToken);
    }

    /// <summary>What was changed in an app, newest first, for whoever has proved that the app is theirs.</summary>
    public async Task<IReadOnlyList<AppChange>> ChangesAsync(
        string clientId,
        int count,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var events = await db.AuditEvents.AsNoTracking()
            .Where(e => e.ClientId == clientId && e.Type.StartsWith("client."))
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(count)
            .ToListAsync(cancellationToken);
        var ids = events.Select(e => e.Data.GetValueOrDefault("by")).OfType<string>().Distinct().ToList();
        var people = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToListAsync(cancellationToken);
        return [.. events.Select(e => new AppChange(
            e.Id,
            e.Type,
            people.Find(p => p.Id == e.Data.GetValueOrDefault("by"))?.DisplayName,
            e.At,
            DifferencesOf(e.Data)))];
    }

    private static List<AppDifference> DifferencesOf(Dictionary<string, string> data)
    {
        const string Before = ".before", After = ".after";
        var names = data.Keys.Where(k => k.EndsWith(Before, StringComparison.Ordinal)).Select(k => k[..^Before.Length])
            .Concat(data.Keys.Where(k => k.EndsWith(After, StringComparison.Ordinal)).Select(k => k[..^After.Length]))
            .Where(name => name != "owner").Distinct(StringComparer.Ordinal);
        return [.. names.Select(name => new AppDifference(
            name, data.GetValueOrDefault(name + Before), data.GetValueOrDefault(name + After)))];
    }
}
