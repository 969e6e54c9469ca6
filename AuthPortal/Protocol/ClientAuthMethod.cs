namespace AuthPortal.Protocol;

/// <summary>The <c>token_endpoint_auth_method</c> values that this server does: RFC 7591 §2, OpenID Connect Core §9, RFC 8705 §2.</summary>
public static class ClientAuthMethod
{
    public const string None = "none";
    public const string Basic = "client_secret_basic";
    public const string Post = "client_secret_post";
    public const string SecretJwt = "client_secret_jwt";
    public const string PrivateKeyJwt = "private_key_jwt";
    public const string Tls = "tls_client_auth";
    public const string SelfSignedTls = "self_signed_tls_client_auth";

    /// <summary>In the order that metadata states them; those of mutual TLS only where it is on.</summary>
    public static readonly IReadOnlyList<string> All = [Basic, Post, PrivateKeyJwt, SecretJwt, None];

    public static readonly IReadOnlyList<string> MutualTls = [Tls, SelfSignedTls];

    /// <summary>True when a secret is shared with the client.</summary>
    public static bool UsesSecret(string? method) => method is null or Basic or Post or SecretJwt;

    public static bool UsesKeys(string? method) => method is PrivateKeyJwt or SelfSignedTls;
}
