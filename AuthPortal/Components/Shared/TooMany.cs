using System.Globalization;

namespace AuthPortal.Components.Shared;

/// <summary>RFC 6585 §4: what a page that people see says when somebody has to wait.</summary>
internal static class TooMany
{
    /// <returns>The minutes to wait, rounded up, for the page's words.</returns>
    public static int Answer(HttpContext context, TimeSpan wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes));
    }
}
