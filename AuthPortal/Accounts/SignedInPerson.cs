using System.Globalization;
using System.Security.Claims;

namespace AuthPortal.Accounts;

/// <summary>Who is signed in in this browser, when they proved it and how, as the session cookie says.</summary>
public sealed record SignedInPerson(
    string UserId,
    string SessionId,
    DateTimeOffset AuthTime,
    IReadOnlyList<string> Amr)
{
    /// <summary>Null when nobody is signed in.</summary>
    public static SignedInPerson? From(ClaimsPrincipal principal)
        => principal.Identity?.IsAuthenticated == true
            && principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } userId
            && principal.FindFirstValue(SessionClaims.SessionId) is { } sessionId
            && long.TryParse(
                principal.FindFirstValue(SessionClaims.AuthTime),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var milliseconds)
            ? new SignedInPerson(
                userId,
                sessionId,
                DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
                [.. principal.FindAll(SessionClaims.Amr).Select(c => c.Value)])
            : null;
}
