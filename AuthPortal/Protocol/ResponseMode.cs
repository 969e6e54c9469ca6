namespace AuthPortal.Protocol;

/// <summary>
/// How the authorization response travels: OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode, and signed
/// as a whole by JARM §2.3.
/// </summary>
public static class ResponseMode
{
    public const string Query = "query";
    public const string Fragment = "fragment";
    public const string FormPost = "form_post";

    /// <summary>JARM §2.3: <c>query.jwt</c>, <c>fragment.jwt</c>, <c>form_post.jwt</c>.</summary>
    public const string SignedSuffix = ".jwt";

    private const string Signed = "jwt";

    /// <summary>In the order of the metadata.</summary>
    public static readonly IReadOnlyList<string> All =
        [Query, Fragment, FormPost, "query.jwt", "fragment.jwt", "form_post.jwt", Signed];

    public static bool IsSigned(string mode) => mode.EndsWith(SignedSuffix, StringComparison.Ordinal);

    /// <summary>
    /// The mode in effect: the default of the response type where none was asked for (§2.1), and never a query for
    /// tokens (§2.2). Null for one that is unknown or not allowed.
    /// </summary>
    public static string? Of(string? asked, ResponseType? response)
    {
        var standard = response?.IsFrontChannel == true ? Fragment : Query;
        return asked switch
        {
            null => standard,
            Signed => standard + SignedSuffix,
            Query when standard == Fragment => null,
            // JARM §2.3.1: a query only where the whole is encrypted, which it is not here.
            "query.jwt" when standard == Fragment => null,
            _ => All.Contains(asked) ? asked : null,
        };
    }
}
