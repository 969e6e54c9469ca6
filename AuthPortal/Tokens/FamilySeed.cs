using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>What a sign-in of an app begins with, whatever it came of.</summary>
/// <param name="FamilyId">Chosen by the caller, who stored it with what was spent.</param>
/// <param name="Grant">What the person allowed.</param>
/// <param name="Scopes">Of the original authorization.</param>
/// <param name="Limits">Of the first access token.</param>
/// <param name="Resources">Space-separated, of the original authorization.</param>
/// <param name="Proof">The keys that the request proved to hold.</param>
/// <param name="AuthTime">When the person had signed in.</param>
/// <param name="Amr">Space-separated, RFC 8176.</param>
public sealed record FamilySeed(
    Guid FamilyId,
    Grant Grant,
    ScopeSet Scopes,
    TokenLimits Limits,
    string Resources,
    Confirmation? Proof,
    DateTimeOffset AuthTime,
    string Amr)
{
    public string? Acr { get; init; }

    /// <summary>JSON, of the original authorization; <see cref="Limits"/> has those of the first access token.</summary>
    public string? AuthorizationDetails { get; init; }

    public string? RequestedClaims { get; init; }

    public string? SessionId { get; init; }

    public string? Nonce { get; init; }

    public string? UserAgent { get; init; }

    public string? IpAddress { get; init; }
}
