using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Activity;

/// <summary>What apps did, by hour and day in UTC, for whoever has proved that the app is theirs.</summary>
public sealed class UsageReader(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    /// <summary>How long counts are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const int HoursADay = 24;

    private readonly KeptAnswers<(string ClientId, DateTimeOffset First), Dictionary<DateTimeOffset, int>> _days = new(clock);
    private readonly KeptAnswers<(string ClientId, DateTimeOffset First), List<Mask>> _hours = new(clock);
    private readonly KeptAnswers<(string ClientId, DateTimeOffset First), int> _people = new(clock);

    /// <summary>The last days, today included, oldest first.</summary>
    public async Task<Usage> ByDayAsync(string clientId, int days, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var first = Today().AddDays(1 - days);
        var counts = await CountsAsync(db, clientId, first, cancellationToken);
        var people = await CountAsync(_days, clientId, first, active => active
            .GroupBy(p => p.Day).Select(g => new { Day = g.Key, People = g.Count() })
            .ToDictionaryAsync(g => g.Day, g => g.People));
        return new Usage([.. Enumerable.Range(0, days).Select(i => first.AddDays(i)).Select(day => Span(
            day, people.GetValueOrDefault(day), counts.Where(c => c.Hour >= day && c.Hour < day.AddDays(1))))]);
    }

    /// <summary>The last 24 hours, this one included, oldest first.</summary>
    public async Task<Usage> ByHourAsync(string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var first = hour.AddHours(1 - HoursADay);
        var counts = await CountsAsync(db, clientId, first, cancellationToken);
        var masks = await CountAsync(_hours, clientId, Today().AddDays(-1), active => active
            .GroupBy(p => new { p.Day, p.Hours }).Select(g => new Mask(g.Key.Day, g.Key.Hours, g.Count())).ToListAsync());
        return new Usage([.. Enumerable.Range(0, HoursADay).Select(i => first.AddHours(i)).Select(at => Span(
            at,
            masks.Where(m => m.Day.UtcDateTime.Date == at.UtcDateTime.Date && (m.Hours & 1 << at.UtcDateTime.Hour) != 0)
                .Sum(m => m.People),
            counts.Where(c => c.Hour == at)))]);
    }

    /// <summary>How many different people used the app within the last days, today included.</summary>
    public Task<int> PeopleAsync(string clientId, int days)
        => CountAsync(_people, clientId, Today().AddDays(1 - days), active => active.Select(p => p.UserId).Distinct().CountAsync());

    /// <summary>Sign-ins a day of several apps; an app that nobody used is not in it.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<long>>> SparklinesAsync(
        IReadOnlyCollection<string> clientIds,
        int days,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var first = Today().AddDays(1 - days);
        var counts = await db.UsageCounts
            .Where(u => clientIds.Contains(u.ClientId) && u.Hour >= first && u.Kind == UsageKind.SignIn)
            .Select(u => new { u.ClientId, u.Hour, u.Count }).ToListAsync(cancellationToken);
        return counts.GroupBy(c => c.ClientId, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => (IReadOnlyList<long>)[.. Enumerable.Range(0, days).Select(i => first.AddDays(i))
                .Select(day => g.Where(c => c.Hour >= day && c.Hour < day.AddDays(1)).Sum(c => c.Count))],
            StringComparer.Ordinal);
    }

    private static async Task<List<Counted>> CountsAsync(
        AuthDbContext db,
        string clientId,
        DateTimeOffset first,
        CancellationToken cancellationToken)
        => await db.UsageCounts.Where(u => u.ClientId == clientId && u.Hour >= first)
            .Select(u => new Counted(u.Hour, u.Kind, u.Count)).ToListAsync(cancellationToken);

    private static UsageSpan Span(DateTimeOffset start, int people, IEnumerable<Counted> counts)
    {
        var kinds = counts.GroupBy(c => c.Kind, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(c => c.Count), StringComparer.Ordinal);
        return new UsageSpan(
            start,
            kinds.GetValueOrDefault(UsageKind.SignIn),
            people,
            Named(kinds, UsageKind.GrantOf),
            Named(kinds, UsageKind.ReasonOf));
    }

    private static Dictionary<string, long> Named(Dictionary<string, long> kinds, Func<string, string?> name)
        => kinds.Where(k => name(k.Key) is not null)
            .ToDictionary(k => name(k.Key) ?? k.Key, k => k.Value, StringComparer.Ordinal);

    /// <summary>Of many people at most every ten minutes, of few each time.</summary>
    private async Task<T> CountAsync<T>(
        KeptAnswers<(string ClientId, DateTimeOffset First), T> kept,
        string clientId,
        DateTimeOffset first,
        Func<IQueryable<ActivePerson>, Task<T>> count)
    {
        if (!kept.Has((clientId, first)))
        {
            await using var db = await contexts.CreateDbContextAsync();
            var active = db.ActivePeople.Where(p => p.ClientId == clientId && p.Day >= first);
            if (!await active.OrderBy(p => p.Day).Skip(KeptAnswers.Many).AnyAsync())
            {
                return await count(active);
            }
        }

        return await kept.GetAsync((clientId, first), async () =>
        {
            await using var db = await contexts.CreateDbContextAsync();
            return await count(db.ActivePeople.Where(p => p.ClientId == clientId && p.Day >= first));
        });
    }

    private DateTimeOffset Today() => new(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    private sealed record Mask(DateTimeOffset Day, int Hours, int People);

    private sealed record Counted(DateTimeOffset Hour, string Kind, long Count);
}

/// <summary>Spans of equal length, oldest first.</summary>
public sealed record Usage(IReadOnlyList<UsageSpan> Spans)
{
    public UsageSpan Latest => Spans[^1];
}

/// <summary>What happened within a day or an hour.</summary>
/// <param name="Start">Its beginning in UTC.</param>
/// <param name="SignIns">Codes redeemed and the like: a person began to use the app.</param>
/// <param name="People">Different ones.</param>
/// <param name="Tokens">Answers with tokens, by grant type.</param>
/// <param name="Errors">Refusals, by reason.</param>
public sealed record UsageSpan(
    DateTimeOffset Start,
    long SignIns,
    int People,
    IReadOnlyDictionary<string, long> Tokens,
    IReadOnlyDictionary<string, long> Errors)
{
    public long AllTokens => Tokens.Values.Sum();

    public long AllErrors => Errors.Values.Sum();
}
