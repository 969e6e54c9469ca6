using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>What is known when a request is decided.</summary>
/// <param name="Person">Who is signed in.</param>
/// <param name="Hint">The id_token_hint as read; null when it is none of ours.</param>
/// <param name="Grant">What that person allowed this client before.</param>
/// <param name="StrongestAcr">The surest that this person can prove who they are.</param>
/// <param name="Interaction">The stored request, when the browser comes back from a page.</param>
public sealed record AuthorizeFacts(
    SignedInPerson? Person,
    IdTokenHint? Hint,
    Grant? Grant,
    string StrongestAcr,
    Interaction? Interaction)
{
    /// <summary>The person as the client knows them: what id_token_hint and the claims parameter are compared with.</summary>
    public string? Subject { get; init; } = Person?.UserId;
}
