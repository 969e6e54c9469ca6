using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace AuthPortal.Components.Me;

/// <summary>What a person looks for among their apps, as the page's address says it.</summary>
public sealed record AppQuery(string Search, AppFilter Filter, AppSort Sort, int Page)
{
    private const int LongestSearch = 100;

    /// <summary>Whatever the address holds: what is none of ours is left at its default.</summary>
    public static AppQuery Of(string? search, string? filter, string? sort, string? page)
    {
        var sought = search?.Trim() ?? string.Empty;
        return new AppQuery(
            sought[..Math.Min(sought.Length, LongestSearch)],
            Read<AppFilter>(filter),
            Read<AppSort>(sort),
            int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Max(number, 1) : 1);
    }

    /// <summary>Relative to the page's base. Defaults are left out.</summary>
    public string Href
    {
        get
        {
            var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
            Add(fields, "q", Search, string.Empty);
            Add(fields, "filter", Word(Filter), Word(AppFilter.All));
            Add(fields, "sort", Word(Sort), Word(AppSort.Used));
            Add(fields, "page", Page.ToString(CultureInfo.InvariantCulture), "1");
            return QueryHelpers.AddQueryString("apps", fields);
        }
    }

    public static string Word<T>(T value)
        where T : struct, Enum
        => value.ToString().ToLowerInvariant();

    private static void Add(Dictionary<string, string?> fields, string name, string value, string unless)
    {
        if (value != unless)
        {
            fields[name] = value;
        }
    }

    private static T Read<T>(string? word)
        where T : struct, Enum
        => Array.Find(Enum.GetValues<T>(), value => Word(value) == word);
}

/// <summary>Which apps.</summary>
public enum AppFilter
{
    All,

    /// <summary>Those that can act while nobody is there.</summary>
    Away,
    Unused,
    Unverified,
}

/// <summary>In which order.</summary>
public enum AppSort
{
    Used,
    Name,
    Allowed,
}
