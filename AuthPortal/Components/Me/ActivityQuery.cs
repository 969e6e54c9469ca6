using System.Globalization;
using AuthPortal.Activity;
using Microsoft.AspNetCore.WebUtilities;

namespace AuthPortal.Components.Me;

/// <summary>Which events a person looks at, as the page's address says it.</summary>
public sealed record ActivityQuery(ActivityKind Kind, string? App, int Page)
{
    public const string PagePath = "account/activity";
    public const string ExportPath = "account/activity.csv";

    /// <summary>Whatever the address holds: what is none of ours is left at its default.</summary>
    public static ActivityQuery Of(string? kind, string? app, string? page) => new(
        Array.Find(Enum.GetValues<ActivityKind>(), k => AppQuery.Word(k) == kind),
        string.IsNullOrEmpty(app) ? null : app,
        int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Max(number, 1) : 1);

    /// <summary>Relative to the page's base. Defaults are left out.</summary>
    public string Href => QueryHelpers.AddQueryString(PagePath, Fields(withPage: true));

    /// <summary>The same events, all of them, as a file.</summary>
    public string ExportHref => QueryHelpers.AddQueryString(ExportPath, Fields(withPage: false));

    private Dictionary<string, string?> Fields(bool withPage)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (Kind != ActivityKind.All)
        {
            fields["kind"] = AppQuery.Word(Kind);
        }

        if (App is not null)
        {
            fields["app"] = App;
        }

        if (withPage && Page > 1)
        {
            fields["page"] = Page.ToString(CultureInfo.InvariantCulture);
        }

        return fields;
    }
}
