namespace AuthPortal.Data.Entities;

/// <summary>How long a person allows an app.</summary>
public enum ConsentDuration
{
    UntilRevoked,
    ThirtyDays,

    /// <summary>24 hours: where a person's midnight is, nobody knows who serves them without a script.</summary>
    Today,
}
