namespace AuthPortal.Clients;

/// <summary>What went with a deleted app, and whose open pages should hear of it.</summary>
public sealed record DeletedApp(string Name, AppImpact Impact, IReadOnlyList<string> UserIds);
