using System.Globalization;
using System.Security.Claims;

namespace AuthPortal.Accounts;

/// <summary>What a session remembers beside the person: its own id, when and how it was proven.</summary>
public static class SessionClaims
{
    public const string SessionId = "sid";

    /// <summary>Unix milliseconds.</summary>
    public const string AuthTime = "auth_time";
    public const string Amr = "amr";

    public static void Write(ClaimsPrincipal principal, string sessionId, DateTimeOffset authTime, params string[] amr)
    {
        var identity = (ClaimsIdentity)principal.Identity!;
        var milliseconds = authTime.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        identity.AddClaim(new Claim(SessionId, sessionId));
        identity.AddClaim(new Claim(AuthTime, milliseconds, ClaimValueTypes.Integer64));
        Add(principal, amr);
    }

    /// <summary>Each method once.</summary>
    public static void Add(ClaimsPrincipal principal, params string[] amr)
        => ((ClaimsIdentity)principal.Identity!).AddClaims(
            amr.Distinct().Where(m => !principal.HasClaim(Amr, m)).Select(method => new Claim(Amr, method)));

    /// <summary>A refreshed principal is the same session: it was proven no later than before.</summary>
    public static void Carry(ClaimsPrincipal from, ClaimsPrincipal to)
        => ((ClaimsIdentity)to.Identity!).AddClaims(
            from.Claims.Where(c => c.Type is SessionId or AuthTime or Amr).Select(c => c.Clone()));
}
