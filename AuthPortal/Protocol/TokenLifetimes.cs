namespace AuthPortal.Protocol;

/// <summary>Seconds by grant type for access tokens, and for refresh tokens, ID tokens and codes.</summary>
public sealed class TokenLifetimes
{
    [ConfigurationKeyName("authorization_code")]
    public int AuthorizationCode { get; set; } = 3600;

    [ConfigurationKeyName("implicit")]
    public int Implicit { get; set; } = 3600;

    [ConfigurationKeyName("password")]
    public int Password { get; set; } = 3600;

    [ConfigurationKeyName("client_credentials")]
    public int ClientCredentials { get; set; } = 3600;

    [ConfigurationKeyName("device_code")]
    public int DeviceCode { get; set; } = 3600;

    /// <summary>How long a refresh token may lie unused; each use gives a new one.</summary>
    [ConfigurationKeyName("refresh_token")]
    public int RefreshToken { get; set; } = 30 * 86400;

    [ConfigurationKeyName("id_token")]
    public int IdToken { get; set; } = 3600;

    [ConfigurationKeyName("code")]
    public int Code { get; set; } = 60;

    /// <summary>Of an access token that this grant gives, in seconds.</summary>
    public int For(string grantType) => grantType switch
    {
        GrantTypeName.ClientCredentials => ClientCredentials,
        GrantTypeName.DeviceCode => DeviceCode,
        GrantTypeName.Password => Password,
        GrantTypeName.Implicit => Implicit,
        _ => AuthorizationCode,
    };

    /// <summary>Of everything that is signed, the longest life.</summary>
    public int Longest()
        => new[] { AuthorizationCode, Implicit, Password, ClientCredentials, DeviceCode, IdToken }.Max();
}
