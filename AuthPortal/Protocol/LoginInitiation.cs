namespace AuthPortal.Protocol;

/// <summary>Asking an app to begin a sign-in, OpenID Connect Core §4: the address that a person follows to it.</summary>
public static class LoginInitiation
{
    /// <summary>Null for an app that registered no initiate_login_uri.</summary>
    /// <param name="metadata">The app; its client_uri is where the person wants to get to (target_link_uri).</param>
    /// <param name="issuer">Who shall be asked.</param>
    /// <param name="loginHint">A name that the app knows the person by already; null for none.</param>
    public static string? AddressOf(ClientMetadata metadata, Issuer issuer, string? loginHint)
    {
        if (metadata.InitiateLoginUri is not { } uri)
        {
            return null;
        }

        (string Name, string? Value)[] parameters =
        [
            ("iss", issuer.Value), ("login_hint", loginHint), ("target_link_uri", metadata.ClientUri),
        ];
        var query = string.Join(
            '&', parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return uri + (uri.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
    }
}
