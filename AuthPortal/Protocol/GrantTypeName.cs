namespace AuthPortal.Protocol;

/// <summary>The <c>grant_type</c> values of RFC 6749 §4 and §6.</summary>
public static class GrantTypeName
{
    public const string AuthorizationCode = "authorization_code";
    public const string RefreshToken = "refresh_token";
    public const string ClientCredentials = "client_credentials";
}
