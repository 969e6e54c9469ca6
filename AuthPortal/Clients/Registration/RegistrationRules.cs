using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>
/// The one set of rules for the browser form, registration over HTTP (RFC 7591 §2) and the provisioning file. Members
/// that nobody knows are ignored, as RFC 7591 §2 asks; members that would change what this server does, and that it
/// does not do, are refused.
/// </summary>
public static class RegistrationRules
{
    private static readonly Func<ClientMetadata, RegistrationContext, IEnumerable<RuleViolation>>[] All =
    [
        PresentationRules.Check,
        UriRules.Check,
        GrantRules.Check,
        KeyRules.Check,
        FapiRules.Check,
        LogoutRules.Check,
        SectorRules.Check,
        StatementRules.Check,
        ScopeRules.Check,
        TokenRules.Check,
        UnsupportedRules.Check,
    ];

    /// <summary>Every violation, in the order of a form; empty when the metadata may be registered.</summary>
    public static IReadOnlyList<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
        => [.. All.SelectMany(check => check(metadata, context))];

    /// <summary>
    /// The same metadata as it is stored: spaces around a name cut off, empty texts and lists absent, and the
    /// response types of a client without authorization_code stated as none.
    /// </summary>
    public static ClientMetadata Tidy(ClientMetadata metadata) => metadata with
    {
        ClientName = Text(metadata.ClientName),
        ClientUri = Text(metadata.ClientUri),
        LogoUri = Text(metadata.LogoUri),
        TosUri = Text(metadata.TosUri),
        PolicyUri = Text(metadata.PolicyUri),
        Contacts = List(metadata.Contacts),
        RedirectUris = List(metadata.RedirectUris),
        PostLogoutRedirectUris = List(metadata.PostLogoutRedirectUris),
        ResponseTypes = metadata.ResponseTypes ?? (HasCode(metadata) ? null : []),
        Scope = Scopes(metadata.Scope),
        OptionalScopes = Scopes(metadata.OptionalScopes),
        SkipConsent = metadata.SkipConsent == true ? true : null,
    };

    /// <summary>RFC 7591 §2: absent means authorization_code.</summary>
    internal static bool HasCode(ClientMetadata metadata)
        => metadata.GrantTypes is null || metadata.GrantTypes.Contains(GrantTypeName.AuthorizationCode);

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static IReadOnlyList<string>? List(IReadOnlyList<string>? values) => values is { Count: 0 } ? null : values;

    private static string? Scopes(string? value)
        => ScopeSet.Parse(value) is { Count: > 0 } scopes ? scopes.ToString() : null;
}
