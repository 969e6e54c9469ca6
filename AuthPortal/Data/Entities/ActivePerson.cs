namespace AuthPortal.Data.Entities;

/// <summary>A person used an app on a day. Kept to be counted, and shown to nobody.</summary>
public sealed class ActivePerson
{
    public required string ClientId { get; init; }

    public Client? Client { get; init; }

    public required string UserId { get; init; }

    public User? User { get; init; }

    /// <summary>The day's beginning in UTC.</summary>
    public DateTimeOffset Day { get; init; }

    /// <summary>One bit for each hour of the day in which they were active.</summary>
    public int Hours { get; set; }
}
