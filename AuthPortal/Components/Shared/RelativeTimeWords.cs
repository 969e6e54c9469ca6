using System.Globalization;
using AuthPortal.Resources;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Shared;

/// <summary>Times as people say them ("2 hours ago", "in 12 days"), in the page's language.</summary>
public sealed class RelativeTimeWords(TimeProvider clock, IStringLocalizer<SharedTexts> texts)
{
    private const int DaysAMonth = 30;
    private const int DaysAYear = 365;

    public string Say(DateTimeOffset at)
    {
        var gap = clock.GetUtcNow() - at;
        return gap < TimeSpan.Zero ? In(-gap) : Ago(gap);
    }

    /// <summary>The exact time in UTC, since the server does not know where the reader is.</summary>
    public string Exact(DateTimeOffset at)
        => at.UtcDateTime.ToString(texts["ExactTimeFormat"], CultureInfo.CurrentCulture) + " UTC";

    private string Ago(TimeSpan gap) => gap switch
    {
        { TotalSeconds: < 60 } => texts["JustNow"],
        { TotalMinutes: < 60 } => Count("MinuteAgo", "MinutesAgo", (int)gap.TotalMinutes),
        { TotalHours: < 24 } => Count("HourAgo", "HoursAgo", (int)gap.TotalHours),
        { TotalHours: < 48 } => texts["Yesterday"],
        { TotalDays: < DaysAMonth } => Count("DayAgo", "DaysAgo", (int)gap.TotalDays),
        { TotalDays: < DaysAYear } => Count("MonthAgo", "MonthsAgo", (int)gap.TotalDays / DaysAMonth),
        _ => Count("YearAgo", "YearsAgo", (int)gap.TotalDays / DaysAYear),
    };

    private string In(TimeSpan gap) => gap switch
    {
        { TotalSeconds: < 60 } => texts["InAMoment"],
        { TotalMinutes: < 60 } => Count("InMinute", "InMinutes", (int)gap.TotalMinutes),
        { TotalHours: < 24 } => Count("InHour", "InHours", (int)gap.TotalHours),
        { TotalDays: < DaysAMonth } => Count("InDay", "InDays", (int)gap.TotalDays),
        { TotalDays: < DaysAYear } => Count("InMonth", "InMonths", (int)gap.TotalDays / DaysAMonth),
        _ => Count("InYear", "InYears", (int)gap.TotalDays / DaysAYear),
    };

    private string Count(string one, string many, int count) => count == 1 ? texts[one] : texts[many, count];
}
