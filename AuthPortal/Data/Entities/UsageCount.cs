namespace AuthPortal.Data.Entities;

/// <summary>How often something happened to an app within an hour.</summary>
public sealed class UsageCount
{
    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    /// <summary>The hour's beginning.</summary>
    public DateTimeOffset Hour { get; init; }

    /// <summary>A kind of <c>UsageKind</c>: a sign-in, a grant's tokens, a reason of refusal.</summary>
    public required string Kind { get; init; }

    public long Count { get; set; }
}
