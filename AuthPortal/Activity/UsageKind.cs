using AuthPortal.Protocol;

namespace AuthPortal.Activity;

/// <summary>The names that counts are stored under: few, whatever anybody sends.</summary>
public static class UsageKind
{
    public const string SignIn = "sign_in";

    private const string TokenPrefix = "token:";
    private const string ErrorPrefix = "error:";

    /// <param name="grantType">One that this server offers.</param>
    public static string Token(string grantType) => TokenPrefix + grantType;

    public static string Error(ErrorReason reason) => ErrorPrefix + reason;

    /// <summary>The grant type of a count of tokens; else null.</summary>
    public static string? GrantOf(string kind) => After(kind, TokenPrefix);

    /// <summary>The reason of a count of refusals; else null.</summary>
    public static string? ReasonOf(string kind) => After(kind, ErrorPrefix);

    private static string? After(string kind, string prefix)
        => kind.StartsWith(prefix, StringComparison.Ordinal) ? kind[prefix.Length..] : null;
}
