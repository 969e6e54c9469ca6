using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace AuthPortal.Hosting.Web;

/// <summary>
/// What every answer tells the browser. A page may set its own Content-Security-Policy (the self-posting form of
/// form_post does); Blazor's own, which is about framing only, gives way to ours.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Scripts only from files of ours. Styles inline, because MudBlazor writes them. No form-action: browsers apply
    /// it to the redirect that follows a form too, and consent's ends at the client.
    /// </summary>
    public const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        + "frame-src 'none'; frame-ancestors 'none'";

    private const string Permissions = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
        + "publickey-credentials-create=(self), publickey-credentials-get=(self)";

    /// <summary>
    /// Pages that an app may open in a pop-up window: cutting them off from their opener would end the sign-in of
    /// single-page apps that wait for that window.
    /// </summary>
    private static readonly string[] Journey =
        ["/authorize", "/login", "/signup", "/consent", "/logout", "/signed-out", "/forgot-password", "/demo"];

    /// <param name="app">The pipeline.</param>
    /// <param name="strictTransport">Browsers that came by https come by nothing else for a year (RFC 6797).</param>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, bool strictTransport)
        => app.Use((context, next) =>
        {
            // As the answer starts, so that an error page that clears the headers does not lose these.
            context.Response.OnStarting(
                state =>
                {
                    Write((HttpContext)state, strictTransport);
                    return Task.CompletedTask;
                },
                context);
            return next(context);
        });

    private static void Write(HttpContext context, bool strictTransport)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (strictTransport && context.Request.IsHttps && context.Request.Host.Host != "localhost")
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        if (!IsPage(context.Response))
        {
            return;
        }

        if (SaysFramingOnly(headers.ContentSecurityPolicy))
        {
            headers.ContentSecurityPolicy = Policy;
        }

        headers.XFrameOptions = "DENY";
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", Permissions);
        if (!Array.Exists(Journey, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
        {
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        }

        if (new ResponseHeaders(headers).CacheControl is not { NoStore: true })
        {
            headers.CacheControl = new CacheControlHeaderValue { NoStore = true }.ToString();
        }
    }

    private static bool IsPage(HttpResponse response)
        => response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;

    private static bool SaysFramingOnly(string? policy)
        => string.IsNullOrEmpty(policy)
            || (policy.StartsWith("frame-ancestors", StringComparison.Ordinal)
                && !policy.Contains(';', StringComparison.Ordinal));
}
