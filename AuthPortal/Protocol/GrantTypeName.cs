namespace AuthPortal.Protocol;

/// <summary>The <c>grant_type</c> values of RFC 6749 §4 and §6 and of its extensions.</summary>
public static class GrantTypeName
{
    public const string AuthorizationCode = "authorization_code";
    public const string RefreshToken = "refresh_token";
    public const string ClientCredentials = "client_credentials";

    /// <summary>RFC 8628 §3.4.</summary>
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>RFC 8693 §2.1.</summary>
    public const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    /// <summary>RFC 7523 §2.1.</summary>
    public const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>RFC 6749 §4.3; only while the legacy grants are on.</summary>
    public const string Password = "password";

    /// <summary>RFC 6749 §4.2; never sent to /token. Only while the legacy grants are on.</summary>
    public const string Implicit = "implicit";
}
