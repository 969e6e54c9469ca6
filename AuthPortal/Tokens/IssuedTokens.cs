using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>A successful answer of the token endpoint, RFC 6749 §5.1 and OpenID Connect Core §3.1.3.3.</summary>
/// <param name="AccessToken">In the format of the client's terms.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scopes">Of the access token.</param>
/// <param name="RefreshToken">Null when none was due.</param>
/// <param name="IdToken">Null without <c>openid</c>.</param>
public sealed record IssuedTokens(
    string AccessToken,
    int ExpiresIn,
    ScopeSet Scopes,
    string? RefreshToken,
    string? IdToken);
