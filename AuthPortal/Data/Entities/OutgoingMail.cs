namespace AuthPortal.Data.Entities;

/// <summary>
/// A mail that has still to be written and sent. What it says is made when it is sent, so that no link with a token
/// ever lies here; that somebody has asked for one for an address says nothing about whether there is an account.
/// </summary>
public sealed class OutgoingMail
{
    public Guid Id { get; init; }

    /// <summary>Which letter it is.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose account it concerns; null where only an address was typed.</summary>
    public string? UserId { get; init; }

    public User? User { get; init; }

    /// <summary>Where it goes; null means the person's own confirmed address.</summary>
    public string? Address { get; init; }

    /// <summary>The page's language, for somebody whose own is not known.</summary>
    public required string Language { get; init; }

    /// <summary>What the letter tells, such as the app's name. Never a secret.</summary>
    public Dictionary<string, string> Data { get; init; } = new(StringComparer.Ordinal);

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Later it would tell nothing any more.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    public int Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Why the last attempt failed; null while none has.</summary>
    public string? LastProblem { get; set; }

    /// <summary>It will not be tried again.</summary>
    public DateTimeOffset? GivenUpAt { get; set; }
}
