namespace AuthPortal.Protocol;

/// <summary>The settings under <c>OAuth:</c>. Lifetimes are whole seconds.</summary>
public sealed class OAuthOptions
{
    public const string Section = "OAuth";

    /// <summary>The issuer identifier, RFC 8414 §2; null means the address that the app listens on.</summary>
    public string? Issuer { get; set; }

    /// <summary>Keyed by grant (<c>authorization_code</c>, …), <c>refresh_token</c>, <c>id_token</c>, <c>code</c>.</summary>
    public TokenLifetimes TokenLifetimes { get; set; } = new();

    /// <summary><c>jwt</c> (RFC 9068) or <c>opaque</c>.</summary>
    public string AccessTokenFormat { get; set; } = "jwt";

    /// <summary>False: no refresh token is ever issued and the grant is refused.</summary>
    public bool RefreshTokens { get; set; } = true;
}
