namespace AuthPortal.Tokens;

/// <summary>A code as a client presents it, RFC 6749 §4.1.3 and RFC 7636 §4.5.</summary>
public sealed record CodeRedemption(string Code, string? RedirectUri, string? CodeVerifier);
