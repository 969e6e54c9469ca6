using AuthPortal.Clients;
using Microsoft.Net.Http.Headers;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Which scripts of other origins may read an answer (Fetch §3.2), never with credentials: the well-known documents
/// and registration any; the endpoints that programs post to, those of registered redirect URIs; all else none.
/// </summary>
public sealed class CrossOriginAnswers(RequestDelegate next, RegisteredOrigins origins)
{
    private const string Documents = "/.well-known";
    private const string Registration = "/register";
    private const string TenMinutes = "600";

    private static readonly PathString[] ForRegistered = ["/token", "/userinfo", "/revoke", "/par", "/device_authorization"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (await AllowedAsync(context) is { } allowed)
        {
            var headers = context.Response.Headers;
            headers.AccessControlAllowOrigin = allowed;
            if (IsPreflight(context.Request))
            {
                headers.AccessControlAllowMethods = IsRegistration(context.Request) ? "GET, POST, PUT, DELETE" : "GET, POST";
                headers.AccessControlAllowHeaders = "Authorization, Content-Type, DPoP";
                headers.AccessControlMaxAge = TenMinutes;
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            headers.AccessControlExposeHeaders = $"{HeaderNames.WWWAuthenticate}, {DpopProofReader.NonceHeader}";
        }

        await next(context);
    }

    /// <summary>
    /// Takes the permission back where the client is known and the origin is not one of its own. A preflight names no
    /// client, so it is answered for all of them.
    /// </summary>
    public static void Narrow(HttpContext context, RegisteredClient client)
    {
        if (!RegisteredOrigins.IsOf(client, context.Request.Headers.Origin.ToString()))
        {
            context.Response.Headers.Remove(HeaderNames.AccessControlAllowOrigin);
            context.Response.Headers.Remove(HeaderNames.AccessControlExposeHeaders);
        }
    }

    private async ValueTask<string?> AllowedAsync(HttpContext context)
    {
        // A client that is about to register has no registered origin yet; what it may do here it may do from anywhere.
        if (context.Request.Path.StartsWithSegments(Documents, StringComparison.Ordinal) || IsRegistration(context.Request))
        {
            return "*";
        }

        if (!Array.Exists(ForRegistered, path => context.Request.Path == path))
        {
            return null;
        }

        // Said on every answer, or a cache could hand one origin's answer to another.
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var origin = context.Request.Headers.Origin.ToString();
        return origin.Length > 0 && await origins.KnowsAsync(origin, context.RequestAborted) ? origin : null;
    }

    private static bool IsRegistration(HttpRequest request)
        => request.Path.StartsWithSegments(Registration, StringComparison.Ordinal);

    private static bool IsPreflight(HttpRequest request)
        => HttpMethods.IsOptions(request.Method)
            && request.Headers.ContainsKey(HeaderNames.Origin)
            && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);
}
