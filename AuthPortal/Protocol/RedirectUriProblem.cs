namespace AuthPortal.Protocol;

/// <summary>Why a redirect URI cannot be registered.</summary>
public enum RedirectUriProblem
{
    /// <summary>More than 2,000 characters.</summary>
    TooLong,

    /// <summary>A control character, a space or another character that RFC 3986 §2 keeps out of URIs.</summary>
    BadCharacter,

    /// <summary>No scheme, or no host where the scheme needs one: RFC 6749 §3.1.2.</summary>
    NotAbsolute,

    /// <summary>A fragment: RFC 6749 §3.1.2.</summary>
    Fragment,

    /// <summary>A user name or password before the host: RFC 3986 §7.6.</summary>
    UserInfo,

    /// <summary>An asterisk: nothing here is a pattern, RFC 9700 §2.1.</summary>
    Wildcard,

    /// <summary>http to a host other than this device: RFC 9700 §2.6, RFC 8252 §7.3.</summary>
    PlainHttp,

    /// <summary>A scheme that the browser itself acts on, such as javascript or data.</summary>
    DangerousScheme,

    /// <summary>A private-use scheme without a dot, which anybody could claim: RFC 8252 §7.1.</summary>
    SchemeWithoutDomain,

    /// <summary>A private-use scheme for an app that runs on the web: RFC 8252 §7.1.</summary>
    SchemeNeedsNative,
}
