namespace AuthPortal.Components.Me;

/// <summary>A browser where the person is signed in, in words; carried from the server's rendering to the open page.</summary>
public sealed record SessionRow(
    string Id,
    string Icon,
    string Device,
    string? Place,
    DateTimeOffset Since,
    DateTimeOffset LastSeen,
    bool IsThis);
