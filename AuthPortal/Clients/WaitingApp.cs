using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>An app that waits for an administrator, with what there is to judge it by.</summary>
public sealed record WaitingApp(
    string ClientId,
    string Name,
    string? OwnerName,
    string? OwnerEmail,
    ClientSource Source,
    AppKind Kind,
    ClientMetadata Metadata,
    DateTimeOffset Since);

/// <summary>What an administrator decided about an app, as its developer reads it.</summary>
/// <param name="Id">Of the audit event.</param>
/// <param name="App">Its name then.</param>
/// <param name="ClientId">Null when it is gone.</param>
/// <param name="Approved">False: refused.</param>
/// <param name="Reason">In the administrator's words.</param>
/// <param name="At">When.</param>
public sealed record AppDecision(long Id, string App, string? ClientId, bool Approved, string? Reason, DateTimeOffset At);
