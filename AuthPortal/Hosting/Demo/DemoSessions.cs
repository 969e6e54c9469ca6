using AuthPortal.Protocol;
using Microsoft.Extensions.Caching.Memory;

namespace AuthPortal.Hosting.Demo;

/// <summary>
/// The demo app's own sessions: the browser holds a random name in a cookie, and the tokens stay on the server.
/// </summary>
internal sealed class DemoSessions(Issuer issuer) : IDisposable
{
    private const string CookieName = "authportal-demo";
    private const int Most = 1000;

    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    private readonly MemoryCache _sessions = new(new MemoryCacheOptions { SizeLimit = Most });

    public DemoSession Of(HttpContext context)
        => context.Request.Cookies[CookieName] is { Length: > 0 } name
            && _sessions.TryGetValue<DemoSession>(name, out var session) ? session! : DemoSession.Empty;

    /// <summary>Keeps it under the same name; a browser without a session gets one.</summary>
    public void Keep(HttpContext context, DemoSession session)
    {
        if (context.Request.Cookies[CookieName] is { Length: > 0 } name && _sessions.TryGetValue(name, out _))
        {
            Put(name, session);
            return;
        }

        Renew(context, session);
    }

    /// <summary>Under a new name: one that somebody planted before the sign-in must not be signed in by it.</summary>
    public void Renew(HttpContext context, DemoSession session)
    {
        End(context);
        var name = Secrets.Generate();
        Put(name, session);
        context.Response.Cookies.Append(CookieName, name, Cookie(context));
    }

    public void End(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is { Length: > 0 } name)
        {
            _sessions.Remove(name);
            context.Response.Cookies.Delete(CookieName, Cookie(context));
        }
    }

    public void Dispose() => _sessions.Dispose();

    private void Put(string name, DemoSession session)
        => _sessions.Set(name, session, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Idle });

    private CookieOptions Cookie(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = issuer.IsHttps,
        Path = context.Request.PathBase + DemoApp.Path,
    };
}
