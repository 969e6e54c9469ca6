using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>The resources of an authorization and of one access token of it, RFC 8707 §2.2.</summary>
internal static class ResourceNames
{
    public static readonly OAuthError Widened = new(
        "invalid_target", "resource names one that the authorization was not for.");

    /// <summary>
    /// What the token is for: those that the request names, else all of the authorization; null when the request
    /// names one that the authorization left out. An authorization that named none leaves the choice to the request.
    /// </summary>
    public static IReadOnlyList<string>? Narrow(string authorized, IReadOnlyList<string> requested)
    {
        var known = authorized.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (requested.Count == 0)
        {
            return known;
        }

        return known.Length == 0 || requested.All(known.Contains) ? requested : null;
    }
}
