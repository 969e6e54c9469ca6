using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>A code as a client presents it, RFC 6749 §4.1.3 and RFC 7636 §4.5.</summary>
/// <param name="Code">In plain text.</param>
/// <param name="RedirectUri">As sent; null when it was left out.</param>
/// <param name="CodeVerifier">As sent; null when it was left out.</param>
/// <param name="Resources">For this access token, RFC 8707 §2.2; empty means those of the authorization request.</param>
/// <param name="Details">For this access token, RFC 9396 §6; empty means those of the authorization request.</param>
/// <param name="Proof">The keys that the request proved to hold; null when it proved none.</param>
public sealed record CodeRedemption(
    string Code,
    string? RedirectUri,
    string? CodeVerifier,
    IReadOnlyList<string> Resources,
    AuthorizationDetails Details,
    Confirmation? Proof);
