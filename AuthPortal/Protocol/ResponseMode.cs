namespace AuthPortal.Protocol;

/// <summary>
/// How the authorization response travels: OAuth 2.0 Multiple Response Types §2.1 and Form Post Response Mode. A code
/// never goes into a fragment.
/// </summary>
public static class ResponseMode
{
    public const string Query = "query";
    public const string FormPost = "form_post";

    public static bool IsKnown(string value) => value is Query or FormPost;
}
