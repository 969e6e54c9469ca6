using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>A successful answer of the token endpoint, RFC 6749 §5.1 and OpenID Connect Core §3.1.3.3.</summary>
/// <param name="AccessToken">In the format of the client's terms.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scopes">Of the access token.</param>
/// <param name="RefreshToken">Null when none was due.</param>
/// <param name="IdToken">Null without <c>openid</c>.</param>
/// <param name="Limits">Of the access token.</param>
/// <param name="IssuedTokenType">RFC 8693 §2.2.1; null for every grant but token exchange.</param>
public sealed record IssuedTokens(
    string AccessToken,
    int ExpiresIn,
    ScopeSet Scopes,
    string? RefreshToken,
    string? IdToken,
    TokenLimits Limits,
    string? IssuedTokenType)
{
    /// <summary>RFC 6749 §7.1, RFC 9449 §5.</summary>
    public string TokenType => Limits.Confirmation?.TokenType ?? "Bearer";
}
