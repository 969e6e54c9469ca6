using AuthPortal.Components.Shared;
using AuthPortal.Grants;
using AuthPortal.Protocol;

namespace AuthPortal.Components.Me;

/// <summary>Picks, sorts and pages a person's apps; only those that are shown are put into words.</summary>
public sealed class AppArranger(MeWords words, ScopeWords scopes, TimeProvider clock)
{
    public const int PageSize = 25;

    /// <param name="apps">All of them, last used first.</param>
    /// <param name="query">What is looked for.</param>
    public async Task<AppList> ArrangeAsync(IReadOnlyList<ConnectedApp> apps, AppQuery query)
    {
        var found = await SearchAsync(apps.Where(a => Fits(a, query.Filter)), query.Search);
        var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
        query = query with { Page = Math.Min(query.Page, pages) };
        var rows = new List<AppRow>(PageSize);
        foreach (var app in Sort(found, query.Sort).Skip((query.Page - 1) * PageSize).Take(PageSize))
        {
            rows.Add(await words.RowAsync(app));
        }

        var counts = Enum.GetValues<AppFilter>().ToDictionary(f => f, f => apps.Count(a => Fits(a, f)));
        return new AppList(rows, query, counts, found.Count, pages);
    }

    public bool Fits(ConnectedApp app, AppFilter filter) => filter switch
    {
        AppFilter.Away => app.CanActAway,
        AppFilter.Unused => app.IsUnused(clock.GetUtcNow()),
        AppFilter.Unverified => app.IsUnverified,
        _ => true,
    };

    private static IEnumerable<ConnectedApp> Sort(List<ConnectedApp> apps, AppSort sort) => sort switch
    {
        AppSort.Name => apps.OrderBy(a => a.Name, StringComparer.CurrentCultureIgnoreCase),
        AppSort.Allowed => apps.OrderByDescending(a => a.AllowedAt),
        _ => apps,
    };

    /// <summary>By name, developer or what it may do; many apps have the same scopes, so their words are made once.</summary>
    private async Task<List<ConnectedApp>> SearchAsync(IEnumerable<ConnectedApp> apps, string search)
    {
        if (search.Length == 0)
        {
            return [.. apps];
        }

        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new List<ConnectedApp>();
        foreach (var app in apps)
        {
            if (Has(app.Name, search) || Has(app.Developer, search) || Has(await LineAsync(lines, app.Scopes), search))
            {
                found.Add(app);
            }
        }

        return found;
    }

    private async Task<string> LineAsync(Dictionary<string, string> lines, ScopeSet set)
    {
        var key = set.ToString();
        return lines.TryGetValue(key, out var line) ? line : lines[key] = await scopes.LineAsync(set);
    }

    private static bool Has(string? text, string search)
        => text?.Contains(search, StringComparison.CurrentCultureIgnoreCase) == true;
}
