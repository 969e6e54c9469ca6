using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>What narrows an access token beyond its scopes.</summary>
/// <param name="Resources">Its audience, RFC 8707 §2; empty means the resources that its scopes open.</param>
/// <param name="Confirmation">The key that it is bound to; null for a bearer token.</param>
/// <param name="AuthorizationDetails">A JSON array, RFC 9396 §9.1.</param>
/// <param name="Actor">Who acts for the subject: an <c>act</c> as JSON, RFC 8693 §4.1.</param>
public sealed record TokenLimits(
    IReadOnlyList<string> Resources,
    Confirmation? Confirmation = null,
    string? AuthorizationDetails = null,
    string? Actor = null)
{
    public static readonly TokenLimits None = new([]);
}
