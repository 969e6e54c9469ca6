namespace AuthPortal.Data.Entities;

/// <summary>A back-channel logout that a client has still to be told of, OpenID Connect Back-Channel Logout §2.5.</summary>
public sealed class LogoutNotice
{
    public Guid Id { get; init; }

    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>The <c>sub</c> that this client knows the person by.</summary>
    public required string Subject { get; init; }

    public string? SessionId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Why the last attempt failed; null while none has.</summary>
    public string? LastProblem { get; set; }

    /// <summary>After the last attempt: it will not be tried again.</summary>
    public DateTimeOffset? GivenUpAt { get; set; }
}
