using System.Globalization;
using AuthPortal.Accounts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Localization;

namespace AuthPortal.Components;

/// <summary>
/// The look and the language of this browser, kept in two cookies. Changed by a plain form, so that it works before
/// signing in and without JavaScript.
/// </summary>
public static class Preferences
{
    public const string ThemeCookie = "authportal-theme";
    public const string CultureCookie = "authportal-culture";

    public static readonly IReadOnlyList<CultureInfo> Cultures = [new("en"), new("ko")];

    private static readonly CookieBuilder Cookie = new()
    {
        Path = "/",
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = CookieSecurePolicy.SameAsRequest,
        MaxAge = TimeSpan.FromDays(365),
    };

    /// <summary>"light" or "dark" as chosen; null follows the system.</summary>
    public static string? ThemeOf(HttpContext? context)
        => context?.Request.Cookies[ThemeCookie] is "light" or "dark" ? context.Request.Cookies[ThemeCookie] : null;

    internal static void Map(IEndpointRouteBuilder endpoints)
        => endpoints.MapPost("/preferences", SaveAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new PageFormAttribute());

    private static async Task SaveAsync(HttpContext context, PersonLanguage languages)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["theme"].ToString() is { Length: > 0 } theme)
        {
            SaveTheme(context, theme);
        }

        if (Cultures.Any(c => c.Name == form["culture"].ToString()))
        {
            var culture = new RequestCulture(form["culture"].ToString());
            context.Response.Cookies.Append(
                CultureCookie,
                CookieRequestCultureProvider.MakeCookieValue(culture),
                Cookie.Build(context));
            if (SignedInPerson.From(context.User) is { } person)
            {
                await languages.KeepAsync(person.UserId, culture.UICulture.Name);
            }
        }

        context.Response.Redirect(LocalUrl.OrHome(form["returnUrl"], context.Request.PathBase + "/"));
    }

    private static void SaveTheme(HttpContext context, string theme)
    {
        if (theme is "light" or "dark")
        {
            context.Response.Cookies.Append(ThemeCookie, theme, Cookie.Build(context));
        }
        else
        {
            context.Response.Cookies.Delete(ThemeCookie, Cookie.Build(context));
        }
    }
}
