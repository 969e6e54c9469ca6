namespace AuthPortal.Protocol;

/// <summary>
/// Why a request was refused, for the developers of the app alone: no caller is ever answered with it. What it holds
/// comes from outside, so whoever keeps it masks it first.
/// </summary>
/// <param name="Reason">Which rule was broken.</param>
/// <param name="Sent">The parameter as it was sent; null where it is a secret or was left out.</param>
/// <param name="Expected">What would have been accepted; empty where nothing can be listed.</param>
public sealed record ErrorCause(ErrorReason Reason, string? Sent, IReadOnlyList<string> Expected);
