using AuthPortal.Protocol;

namespace AuthPortal.Activity;

/// <summary>A request of an app that was refused.</summary>
/// <param name="ClientId">An app that exists.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Endpoint">The path that was asked, or the address that the server itself asked.</param>
/// <param name="Error">What the caller was told, and why.</param>
public sealed record FailedRequest(string ClientId, string Method, string Endpoint, OAuthError Error)
{
    public IEnumerable<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public string? UserAgent { get; init; }

    /// <summary>When the log took it.</summary>
    internal DateTimeOffset At { get; init; }
}
