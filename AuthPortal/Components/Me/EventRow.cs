namespace AuthPortal.Components.Me;

/// <summary>Something that happened, in words.</summary>
/// <param name="Icon">A name of <c>IconPaths</c>.</param>
/// <param name="Tone">Empty, "ok" or "bad".</param>
/// <param name="Text">What happened.</param>
/// <param name="Detail">Where, or what it means.</param>
/// <param name="At">When.</param>
public sealed record EventRow(string Icon, string Tone, string Text, string? Detail, DateTimeOffset At);
