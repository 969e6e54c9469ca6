namespace AuthPortal.Components.Me;

/// <summary>One page of events, in words; carried from the server's rendering to the open page.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="Query">What was asked for; its page is one that there is.</param>
/// <param name="Pages">How many there are.</param>
/// <param name="AppName">Of the one app that is asked for.</param>
public sealed record ActivityView(
    IReadOnlyList<EventRow> Rows,
    ActivityQuery Query,
    int Pages,
    string? AppName);
