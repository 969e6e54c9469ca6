using System.Text.Json;

namespace AuthPortal.Hosting.Demo;

/// <summary>What the demo app remembers of one browser.</summary>
/// <param name="Pending">A sign-in under way.</param>
/// <param name="Person">Who is signed in here.</param>
/// <param name="News">What the last button did, shown once.</param>
public sealed record DemoSession(DemoPending? Pending = null, DemoPerson? Person = null, DemoNews? News = null)
{
    public static readonly DemoSession Empty = new();
}

/// <summary>What ties the answer to the browser that asked: state, nonce (OIDC Core §3.1.2.1), verifier (PKCE).</summary>
public sealed record DemoPending(string State, string Nonce, string Verifier);

/// <summary>A person as the portal described them, with the tokens that speak for them.</summary>
public sealed record DemoPerson(DemoTokens Tokens, JsonElement Claims)
{
    public string Subject => Text("sub") ?? string.Empty;

    public string Name => Text("name") ?? Text("preferred_username") ?? Subject;

    public string? Text(string claim)
        => Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

public sealed record DemoTokens(string Access, string? Refresh, string Id, string Scope, DateTimeOffset EndsAt);

/// <param name="Text">A key of the demo's texts.</param>
/// <param name="IsBad">It went wrong.</param>
/// <param name="Detail">What the portal's answer said.</param>
/// <param name="WithClaims">Show what the portal told about the person.</param>
public sealed record DemoNews(string Text, bool IsBad = false, string? Detail = null, bool WithClaims = false);
