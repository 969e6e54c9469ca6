using AuthPortal.Activity;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Tests.Journeys;

/// <summary>A month of an app that people use on working days, as its counters and charts have it.</summary>
internal static class SceneryMonth
{
    private const int Days = 30;
    private const int People = 40;

    private static readonly (string Kind, int Share)[] Kinds =
    [
        (UsageKind.SignIn, 100),
        (UsageKind.Token(GrantTypeName.AuthorizationCode), 100),
        (UsageKind.Token(GrantTypeName.RefreshToken), 430),
        (UsageKind.Token(GrantTypeName.DeviceCode), 35),
        (UsageKind.Token(GrantTypeName.ClientCredentials), 60),
        (UsageKind.Error(ErrorReason.RedirectUriUnregistered), 4),
        (UsageKind.Error(ErrorReason.ScopeUnregistered), 3),
        (UsageKind.Error(ErrorReason.CodeUsedBefore), 2),
    ];

    /// <summary>Up to the last whole hour: this one is the portal's own to count.</summary>
    public static async Task AddMonthAsync(this Scenery scenery, string clientId)
    {
        var now = TimeProvider.System.GetUtcNow();
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var people = Enumerable.Range(0, People).Select(i => new User
        {
            UserName = $"reader-{i}",
            NormalizedUserName = $"READER-{i}",
            CreatedAt = now.AddDays(-90),
            UpdatedAt = now.AddDays(-90),
        }).ToList();

        // By the hour where a chart shows hours; the days before come as one count at noon.
        var days = Enumerable.Range(2, Days - 2).Select(i => today.AddDays(-i)).ToList();
        var hours = Enumerable.Range(0, 48).Select(i => today.AddDays(-1).AddHours(i)).Where(hour => hour.AddHours(1) <= now);
        var counted = days
            .Select(day => (At: day.AddHours(12), Count: Enumerable.Range(0, 24).Sum(i => Busy(day.AddHours(i)))))
            .Concat(hours.Select(hour => (At: hour, Count: Busy(hour))));
        await scenery.Portal.WriteAsync(db =>
        {
            db.Users.AddRange(people);
            db.UsageCounts.AddRange(counted.SelectMany(at => Kinds.Select((kind, i) => new UsageCount
            {
                ClientId = clientId,
                Hour = at.At,
                Kind = kind.Kind,
                Count = at.Count * kind.Share / (100 + (i * at.At.Day % 7 * 9)),
            })).Where(count => count.Count > 0));
            db.ActivePeople.AddRange(days.Append(today.AddDays(-1)).Append(today).SelectMany(day => people
                .Where((_, i) => (i + (day.Day * 7)) % People < Busy(day.AddHours(12)) / 2)
                .Select((person, i) => new ActivePerson
                {
                    ClientId = clientId,
                    UserId = person.Id,
                    Day = day,
                    Hours = 0b11 << (8 + (i % 10)),
                })));

            return Task.CompletedTask;
        });
    }

    /// <summary>More by day than by night, more on Tuesday than on Sunday, and a little more each week.</summary>
    private static int Busy(DateTimeOffset hour)
    {
        var ofDay = hour.Hour is < 7 or > 20 ? 2 : 30 - (Math.Abs(13 - hour.Hour) * 3);
        var ofWeek = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 3 : 10 - Math.Abs((int)hour.DayOfWeek - 2);
        return (ofDay * ofWeek * (60 + (hour.DayOfYear % 30))) / 600;
    }
}
