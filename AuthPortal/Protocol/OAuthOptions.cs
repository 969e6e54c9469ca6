namespace AuthPortal.Protocol;

/// <summary>The settings under <c>OAuth:</c>. Lifetimes are whole seconds.</summary>
public sealed class OAuthOptions
{
    public const string Section = "OAuth";

    /// <summary>The issuer identifier, RFC 8414 §2; null means the address that the app listens on.</summary>
    public string? Issuer { get; set; }

    /// <summary>Keyed by grant (<c>authorization_code</c>, …), <c>refresh_token</c>, <c>id_token</c>, <c>code</c>.</summary>
    public TokenLifetimes TokenLifetimes { get; set; } = new();

    /// <summary><c>jwt</c> (RFC 9068) or <c>opaque</c>.</summary>
    public string AccessTokenFormat { get; set; } = "jwt";

    /// <summary>False: no refresh token is ever issued and the grant is refused.</summary>
    public bool RefreshTokens { get; set; } = true;

    /// <summary>How long a signing key signs before its successor does.</summary>
    public int SigningKeyLifetime { get; set; } = 90 * 86_400;

    /// <summary>True lets clients be registered for the implicit and password grants, with a warning.</summary>
    public bool LegacyGrants { get; set; }

    /// <summary>Who may register clients over HTTP (RFC 7591): <c>open</c>, <c>approval</c>, <c>token</c>, <c>off</c>.</summary>
    public string DynamicRegistration { get; set; } = "approval";

    /// <summary>Whose software statements count, RFC 7591 §2.3; none by default.</summary>
    public IReadOnlyList<SoftwareStatementIssuer> SoftwareStatementIssuers { get; set; } = [];

    /// <summary>A client that registered itself and was not used for so many days is deleted.</summary>
    public int UnusedClientDays { get; set; } = 30;

    /// <summary>True lets a client be known by a document at the https URL that is its client_id.</summary>
    public bool ClientIdMetadataDocuments { get; set; } = true;

    /// <summary>
    /// <c>optional</c>: a nonce in a DPoP proof is checked and always offered; <c>required</c>: a proof without one is
    /// refused (RFC 9449 §8).
    /// </summary>
    public string DpopNonce { get; set; } = "optional";

    /// <summary>True asks connections for a client certificate and offers the ways of RFC 8705.</summary>
    public bool MutualTls { get; set; }

    /// <summary>A PEM file with the authorities whose certificates prove a client of tls_client_auth; null: none do.</summary>
    public string? ClientCertificateAuthorities { get; set; }

    /// <summary>
    /// True lets a token be asked for an API that is not registered (RFC 8707): its audience is that API, and it
    /// carries no scope of a registered one. An MCP server then needs no entry here.
    /// </summary>
    public bool UnregisteredResources { get; set; } = true;
}
