using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>The tokens of an authorization response, OpenID Connect Core §3.2.2.5; each null where none was asked for.</summary>
public sealed record FrontChannelTokens(string? AccessToken, int ExpiresIn, ScopeSet Scopes, string? IdToken);
