using AuthPortal.Data.Entities;

namespace AuthPortal.Clients;

/// <summary>Who works on an app.</summary>
/// <param name="Owner">Who answers for it; null for what came with the server's own set-up.</param>
/// <param name="Members">Besides them.</param>
/// <param name="Invitations">Not yet answered.</param>
public sealed record Team(
    TeamMember? Owner,
    IReadOnlyList<TeamMember> Members,
    IReadOnlyList<TeamInvitation> Invitations);

/// <summary>Somebody who works on an app.</summary>
public sealed record TeamMember(string UserId, string Name, string? Email, ClientRole Role);

/// <summary>Somebody who was asked to.</summary>
public sealed record TeamInvitation(
    Guid Id,
    string ClientId,
    string App,
    string Email,
    ClientRole Role,
    DateTimeOffset ExpiresAt)
{
    internal static TeamInvitation Of(ClientInvitation row, string app)
        => new(row.Id, row.ClientId, app, row.Email.ToLowerInvariant(), row.Role, row.ExpiresAt);
}

/// <summary>How an invitation went.</summary>
public enum InviteOutcome
{
    Done,
    NoAddress,
    AlreadyMember,
    TooMany,

    /// <summary>There is no such app for this actor.</summary>
    Missing,
}
