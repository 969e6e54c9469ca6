using AuthPortal.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>The terms on which one client gets its tokens: the server's settings and the client's own wishes.</summary>
/// <param name="ClientId">Whom they are issued to.</param>
/// <param name="Opaque">True: the access token is a stored row. False: RFC 9068.</param>
/// <param name="AccessTokenLifetime">From now on.</param>
/// <param name="RefreshTokenLifetime">How long one may lie unused; null: none is issued.</param>
/// <param name="IdTokenAlgorithm"><c>ES256</c> or <c>RS256</c>.</param>
/// <param name="ClaimsInIdToken">True puts the scope claims into the ID token too.</param>
/// <param name="Registered">The scopes that the client is registered for now.</param>
/// <param name="AudiencesOf">The resources that a scope opens; none means the issuer itself.</param>
public sealed record TokenTerms(
    string ClientId,
    bool Opaque,
    TimeSpan AccessTokenLifetime,
    TimeSpan? RefreshTokenLifetime,
    string IdTokenAlgorithm,
    bool ClaimsInIdToken,
    ScopeSet Registered,
    Func<ScopeSet, IReadOnlyList<string>> AudiencesOf)
{
    /// <param name="clientId">The client's identifier.</param>
    /// <param name="metadata">The client's metadata.</param>
    /// <param name="options">The server's settings.</param>
    /// <param name="accessTokenSeconds">The setting for the grant in use.</param>
    /// <param name="audiencesOf">Answers which resources a set of scopes opens.</param>
    public static TokenTerms For(
        string clientId,
        ClientMetadata metadata,
        OAuthOptions options,
        int accessTokenSeconds,
        Func<ScopeSet, IReadOnlyList<string>> audiencesOf)
    {
        var refreshes = options.RefreshTokens && metadata.GrantTypes?.Contains("refresh_token") == true;
        var refreshSeconds = metadata.RefreshTokenLifetime ?? options.TokenLifetimes.RefreshToken;
        return new TokenTerms(
            clientId,
            (metadata.AccessTokenFormat ?? options.AccessTokenFormat) == "opaque",
            TimeSpan.FromSeconds(metadata.AccessTokenLifetime ?? accessTokenSeconds),
            refreshes ? TimeSpan.FromSeconds(refreshSeconds) : null,
            metadata.IdTokenSignedResponseAlg == SecurityAlgorithms.RsaSha256
                ? SecurityAlgorithms.RsaSha256
                : SecurityAlgorithms.EcdsaSha256,
            metadata.ClaimsInIdToken == true,
            ScopeSet.Parse(metadata.Scope),
            audiencesOf);
    }
}
