using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Clients;

/// <summary>The times of what a client signed, RFC 7523 §3 and FAPI 2.0 §5.3.2.1: clocks differ by seconds, not minutes.</summary>
public static class AssertionTimes
{
    /// <summary>FAPI 2.0 §5.3.2.1: up to 10 seconds ahead is accepted, more than 60 refused.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    /// <summary>Null when they hold, else what does not.</summary>
    /// <param name="token">What is judged.</param>
    /// <param name="now">This server's time.</param>
    /// <param name="longest">How far away its end may be.</param>
    /// <param name="needsNotBefore">True where nbf is required, at most an hour old.</param>
    public static string? Problem(JsonWebToken token, DateTimeOffset now, TimeSpan longest, bool needsNotBefore)
    {
        if (Time(token, "exp") is not { } expires)
        {
            return "has no exp";
        }

        if (expires <= now || expires > now + longest + Ahead)
        {
            return expires <= now ? "has expired" : "lives too long";
        }

        var notBefore = Time(token, "nbf");
        if (needsNotBefore && (notBefore is null || notBefore < now - TimeSpan.FromHours(1)))
        {
            return "has no nbf, or one that is over an hour old";
        }

        return notBefore > now + Ahead || Time(token, "iat") > now + Ahead ? "is from the future" : null;
    }

    private static DateTimeOffset? Time(JsonWebToken token, string name)
        => token.TryGetPayloadValue<long>(name, out var seconds)
            && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
