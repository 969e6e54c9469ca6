using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>The authorization details of a grant and of one access token of it, RFC 9396 §6.</summary>
public static class GrantedDetails
{
    public static readonly OAuthError Widened = new OAuthError(
        "invalid_authorization_details", "authorization_details asks for what was not authorized.")
            .Because(ErrorReason.DetailsRefused);

    /// <summary>
    /// What the token carries as JSON: the details that the request names, else all; null for none. False when the request
    /// names one that was not authorized.
    /// </summary>
    public static bool TryNarrow(string? authorized, AuthorizationDetails requested, out string? left)
    {
        left = requested.Items.Count == 0 ? authorized : requested.ToText();
        return requested.Items.Count == 0
            || (AuthorizationDetails.Parse(authorized) ?? AuthorizationDetails.Empty).Covers(requested);
    }
}
