namespace AuthPortal.Hosting.Bench;

/// <summary>A server under measurement, and the client that it knows.</summary>
/// <param name="ClientId">Registered for everything that is measured; its secret is the same everywhere.</param>
/// <param name="RedirectUri">Where its codes go.</param>
/// <param name="RefreshScope">What has to be asked for to get a refresh token.</param>
internal sealed record BenchTarget(string ClientId, string RedirectUri, string RefreshScope)
{
    public const string Secret = "bench-secret-of-32-characters-00";

    public (string, string)[] Credentials => CredentialsOf(ClientId);

    public static (string, string)[] CredentialsOf(string clientId)
        => [("client_id", clientId), ("client_secret", Secret)];
}
