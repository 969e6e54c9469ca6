using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Primitives;

namespace AuthPortal.Components;

/// <summary>
/// The languages that a client wishes for the pages of its request (<c>ui_locales</c>, OpenID Connect Core §3.1.2.1).
/// What the person chose here comes first, their browser's wish after.
/// </summary>
public sealed class UiLocales : RequestCultureProvider
{
    private const string Parameter = "ui_locales";

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return Task.FromResult(httpContext.Request.Query[Parameter] is [{ Length: > 0 } wished]
            ? ResultOf(wished)
            : null);
    }

    private static ProviderCultureResult? ResultOf(string wished)
    {
        var known = wished.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(tag => tag.Split('-')[0])
            .Where(tag => Preferences.Cultures.Any(c => c.Name.Equals(tag, StringComparison.OrdinalIgnoreCase)))
            .Select(tag => new StringSegment(tag.ToLowerInvariant()))
            .ToList();
        return known.Count == 0 ? null : new ProviderCultureResult(known);
    }
}
