using AuthPortal.Components.Account;
using AuthPortal.Components.Developer;
using AuthPortal.Components.Docs;
using AuthPortal.Components.Me;
using AuthPortal.Components.Playground;
using AuthPortal.Components.Shared;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.Localization;
using MudBlazor;
using MudBlazor.Services;

namespace AuthPortal.Components;

/// <summary>Registers and maps the pages.</summary>
public static class ComponentsServices
{
    private const int LargestMessage = 512 * 1024;

    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents()

            // A page hands its rows over to its circuit in one message; a full list of long names passes SignalR's 32 KB.
            .AddHubOptions(options => options.MaximumReceiveMessageSize = LargestMessage);
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            options.SnackbarConfiguration.ShowCloseIcon = false;
            options.SnackbarConfiguration.VisibleStateDuration = 5000;
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, OpenPageSession>();
        services.AddAuthorization();
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture("en");
            options.SupportedCultures = [.. Preferences.Cultures];
            options.SupportedUICultures = [.. Preferences.Cultures];
            options.RequestCultureProviders =
            [
                new CookieRequestCultureProvider { CookieName = Preferences.CultureCookie, Options = options },
                new UiLocales { Options = options },
                new AcceptLanguageHeaderRequestCultureProvider { Options = options },
            ];
        });
        return services.AddWords();
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        // MudBlazor's files come from its package, in every environment and not in Development alone.
        StaticWebAssetsLoader.UseStaticWebAssets(app.Environment, app.Configuration);
        app.UseRequestLocalization();
        app.UseMiddleware<PageGuard>();
        app.Use(KeepFonts);
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        Preferences.Map(app);
        SignOutForm.Map(app);
        ActivityExport.Map(app);
        PersonalDataExport.Map(app);
        PictureRoutes.Map(app);
        PlaygroundRoutes.Map(app);
        PasskeyOptions.Map(app);
        return app;
    }

    /// <summary>What pages say and where they get it.</summary>
    private static IServiceCollection AddWords(this IServiceCollection services)
    {
        services.AddScoped<ScopeWords>();
        services.AddScoped<DetailWords>();
        services.AddScoped<RelativeTimeWords>();
        services.AddScoped<Toast>();
        services.AddScoped<MeWords>();
        services.AddScoped<EventWords>();
        services.AddScoped<PlaceWords>();
        services.AddScoped<AppArranger>();
        services.AddSingleton<DeveloperAccess>();
        services.AddScoped<DeveloperWords>();
        services.AddScoped<ErrorWords>();
        services.AddSingleton<GuideShelf>();
        services.AddSingleton<EndpointsReference>();
        return services;
    }

    /// <summary>A font's name holds its version and the stylesheet asks for it by that name: it is never asked for twice.</summary>
    private static Task KeepFonts(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/fonts", StringComparison.Ordinal))
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode == StatusCodes.Status200OK)
                {
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                }

                return Task.CompletedTask;
            });
        }

        return next(context);
    }
}
