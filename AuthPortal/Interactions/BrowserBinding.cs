using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>
/// The cookie that ties a request under way to the browser that began it, so that nobody can finish what somebody
/// else began.
/// </summary>
public sealed class BrowserBinding(Issuer issuer)
{
    private const int Length = 43;

    private string CookieName => issuer.IsHttps ? "__Host-authportal-browser" : "authportal-browser";

    /// <summary>SHA-256 of the cookie; null when there is none.</summary>
    public byte[]? Find(HttpContext context)
        => context.Request.Cookies.TryGetValue(CookieName, out var value) && value.Length == Length
            ? Secrets.Hash(value)
            : null;

    /// <summary>The browser's cookie, or a fresh one that goes with the answer.</summary>
    public byte[] FindOrAdd(HttpContext context)
    {
        if (Find(context) is { } known)
        {
            return known;
        }

        var value = Secrets.Generate();
        context.Response.Cookies.Append(CookieName, value, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = issuer.IsHttps,
        });
        return Secrets.Hash(value);
    }
}
