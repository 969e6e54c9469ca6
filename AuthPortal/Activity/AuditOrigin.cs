namespace AuthPortal.Activity;

/// <summary>Where a request came from: the address after trusted proxies, and the browser's name for itself.</summary>
public sealed record AuditOrigin(string? IpAddress, string? UserAgent)
{
    private const int LongestUserAgent = 512;

    public static readonly AuditOrigin Unknown = new(null, null);

    public static AuditOrigin Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new AuditOrigin(
            context.Connection.RemoteIpAddress?.ToString(),
            agent.Length == 0 ? null : agent[..Math.Min(agent.Length, LongestUserAgent)]);
    }
}
