namespace AuthPortal.Protocol;

/// <summary>The <c>token_endpoint_auth_method</c> values of RFC 7591 §2 that this server does.</summary>
public static class ClientAuthMethod
{
    public const string None = "none";
    public const string Basic = "client_secret_basic";
    public const string Post = "client_secret_post";

    /// <summary>In the order that metadata states them.</summary>
    public static readonly IReadOnlyList<string> All = [Basic, Post, None];
}
