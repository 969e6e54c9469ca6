using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>A request under way, as the sign-in and consent pages show it.</summary>
/// <param name="Id">For the way back, <see cref="ContinuePath"/>.</param>
/// <param name="Request">What the app asked for.</param>
public sealed record InteractionView(string Id, ValidatedAuthorizeRequest Request)
{
    public RegisteredClient Client => Request.Client;

    public string? LoginHint => Request.LoginHint;

    /// <summary>The host that the answer goes to, or an app's own scheme.</summary>
    public string Destination => RedirectUri.Destination(Request.Target.RedirectUri);

    /// <summary>The answer stays on this device: whatever program listens there gets it.</summary>
    public bool StaysOnThisDevice => RedirectUri.IsLocal(Request.Target.RedirectUri);

    /// <summary>The hosts of the APIs that the tokens are for (RFC 8707), as they were named.</summary>
    public IReadOnlyList<string> ResourceHosts
        => [.. Request.Resources.Select(RedirectUri.Destination).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Where every page goes when it is done.</summary>
    public string ContinuePath => $"/authorize?interaction={Id}";

    /// <summary>Each scope that is asked for, in the request's order, against what is allowed already.</summary>
    public IReadOnlyList<AskedScope> Ask(Grant? grant)
    {
        var allowed = ScopeSet.Parse(grant?.Scopes);
        var denied = ScopeSet.Parse(grant?.DeniedScopes);
        return [.. Request.Asked.Select(name => new AskedScope(
            name,
            Request.Optional.Contains(name),
            allowed.Contains(name),
            !denied.Contains(name)))];
    }
}

/// <summary>One scope on the consent page.</summary>
/// <param name="Name">As on the wire.</param>
/// <param name="IsOptional">It has a switch.</param>
/// <param name="IsAllowed">It was allowed before; the others are new.</param>
/// <param name="StartsTicked">False for an optional one that the person unticked the last time.</param>
public sealed record AskedScope(string Name, bool IsOptional, bool IsAllowed, bool StartsTicked);
