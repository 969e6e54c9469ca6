namespace AuthPortal.Activity;

/// <summary>Something that was changed in an app.</summary>
/// <param name="Id">Of the audit event.</param>
/// <param name="Type">One of <c>AuditEventType</c>.</param>
/// <param name="By">What to call who did it; null when they are gone.</param>
/// <param name="At">When.</param>
/// <param name="Differences">Members of the registration.</param>
public sealed record AppChange(
    long Id,
    string Type,
    string? By,
    DateTimeOffset At,
    IReadOnlyList<AppDifference> Differences);

/// <summary>A member before and after; null where it was absent.</summary>
public sealed record AppDifference(string Name, string? Before, string? After);
