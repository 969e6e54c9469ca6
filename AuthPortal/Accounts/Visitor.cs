using AuthPortal.Data.Entities;

namespace AuthPortal.Accounts;

/// <summary>Where a request came from, as far as it says.</summary>
public sealed record Visitor(string? IpAddress, string? UserAgent)
{
    private const int LongestUserAgent = 256;

    public static Visitor Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new Visitor(
            context.Connection.RemoteIpAddress?.ToString(),
            agent.Length == 0 ? null : agent[..Math.Min(agent.Length, LongestUserAgent)]);
    }

    internal AuditEvent Event(string type, string? userId, DateTimeOffset at) => new()
    {
        At = at,
        Type = type,
        UserId = userId,
        IpAddress = IpAddress,
        UserAgent = UserAgent,
    };
}
