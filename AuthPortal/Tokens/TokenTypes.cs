namespace AuthPortal.Tokens;

/// <summary>
/// The <c>typ</c> of each signed token (RFC 8725 §3.11): one kind is never taken for another.
/// </summary>
internal static class TokenTypes
{
    /// <summary>RFC 9068 §2.1.</summary>
    public const string AccessToken = "at+jwt";

    public const string IdToken = "JWT";
}
