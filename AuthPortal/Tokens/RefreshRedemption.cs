using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>A refresh token as a client presents it, RFC 6749 §6.</summary>
/// <param name="Token">In plain text.</param>
/// <param name="Scopes">Null means those of the original authorization.</param>
/// <param name="Resources">For this access token, RFC 8707 §2.2; empty means those of the original authorization.</param>
/// <param name="Details">For this access token, RFC 9396 §6; empty means those of the original authorization.</param>
/// <param name="Proof">The keys that the request proved to hold; null when it proved none.</param>
public sealed record RefreshRedemption(
    string Token,
    ScopeSet? Scopes,
    IReadOnlyList<string> Resources,
    AuthorizationDetails Details,
    Confirmation? Proof);
