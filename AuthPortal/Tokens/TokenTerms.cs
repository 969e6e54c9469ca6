using AuthPortal.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>The terms on which one client gets its tokens: the server's settings and the client's own wishes.</summary>
/// <param name="ClientId">Whom they are issued to.</param>
/// <param name="Metadata">The client's registration.</param>
/// <param name="Options">The server's settings.</param>
/// <param name="GrantType">The grant in use; of a refresh, the one that began the family.</param>
/// <param name="Resources">Which resources a scope opens.</param>
public sealed record TokenTerms(
    string ClientId,
    ClientMetadata Metadata,
    OAuthOptions Options,
    string GrantType,
    IResourceMap Resources)
{
    /// <summary>True: the access token is a stored row. False: RFC 9068.</summary>
    public bool Opaque { get; } = (Metadata.AccessTokenFormat ?? Options.AccessTokenFormat) == "opaque";

    /// <summary>The scopes that the client is registered for now.</summary>
    public ScopeSet Registered => ScopeSet.Parse(Metadata.Scope);

    /// <summary>What is left of what the person allowed: nothing that is issued lives longer. Null: no end is set.</summary>
    public TimeSpan? Longest { get; init; }

    public TimeSpan AccessTokenLifetime
        => Shorter(TimeSpan.FromSeconds(Metadata.AccessTokenLifetime ?? Options.TokenLifetimes.For(GrantType)));

    /// <summary>How long one may lie unused; null: none is issued.</summary>
    public TimeSpan? RefreshTokenLifetime
        => Options.RefreshTokens && !IsVouched && Metadata.GrantTypes?.Contains(GrantTypeName.RefreshToken) == true
            ? Shorter(TimeSpan.FromSeconds(Metadata.RefreshTokenLifetime ?? Options.TokenLifetimes.RefreshToken))
            : null;

    /// <summary>
    /// RFC 9700 §4.14.2. Not where the client proves itself and its tokens by keys: there it only adds ways to lose a token
    /// (FAPI 2.0 §5.3.2.1).
    /// </summary>
    public bool Rotates => Metadata.Profile != ClientMetadata.FapiProfile;

    public string IdTokenAlgorithm => Metadata.IdTokenSignedResponseAlg ?? SecurityAlgorithms.EcdsaSha256;

    public string AccessTokenAlgorithm => Metadata.AccessTokenSignedResponseAlg ?? SecurityAlgorithms.EcdsaSha256;

    /// <summary>True puts the scope claims into the ID token too.</summary>
    public bool ClaimsInIdToken => Metadata.ClaimsInIdToken == true;

    public bool HearsOfLogout => Metadata.BackchannelLogoutUri is not null || Metadata.FrontchannelLogoutUri is not null;

    /// <summary>Who can show a token or an assertion again needs no refresh token (RFC 7521 §4.1, RFC 8693 §2.2.1).</summary>
    private bool IsVouched => GrantType is GrantTypeName.JwtBearer or GrantTypeName.TokenExchange;

    private bool IsPublic => Metadata.TokenEndpointAuthMethod == ClientAuthMethod.None;

    /// <summary>The same terms under a grant that ends at <paramref name="end"/>; null when it has no end.</summary>
    public TokenTerms Until(DateTimeOffset? end, DateTimeOffset now)
        => end is { } last ? this with { Longest = last - now } : this;

    /// <summary>
    /// What an access token is bound to: the DPoP key of whoever sent a proof (RFC 9449 §5), and the certificate where
    /// the client asks for it (RFC 8705 §3).
    /// </summary>
    public Confirmation? ConfirmationOf(Confirmation? proof)
    {
        var certificate = Metadata.TlsClientCertificateBoundAccessTokens == true ? proof?.X5tS256 : null;
        return proof?.Jkt is null && certificate is null ? null : new Confirmation(proof?.Jkt, certificate);
    }

    /// <summary>
    /// What refresh tokens are bound to: a public client has nothing else to prove itself with (RFC 9449 §5). A
    /// confidential client's are bound to the client, so that it may change its keys.
    /// </summary>
    public Confirmation? RefreshConfirmationOf(Confirmation? proof) => IsPublic ? ConfirmationOf(proof) : null;

    /// <summary>RFC 8707 §2.2: of <paramref name="scopes"/>, those that mean something at these resources.</summary>
    public ScopeSet At(IReadOnlyList<string> resources, ScopeSet scopes)
        => resources.Count == 0 ? scopes : Resources.ScopesAt(resources, scopes);

    private TimeSpan Shorter(TimeSpan lifetime) => Longest < lifetime ? Longest.Value : lifetime;
}
