using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>Joins a client's registration, the settings and the known resources into the terms of its tokens.</summary>
public sealed class ClientTerms(ScopeCatalog catalog, IOptions<OAuthOptions> options)
{
    /// <summary>When it acts for a person.</summary>
    public ValueTask<TokenTerms> ForPersonAsync(RegisteredClient client, CancellationToken cancellationToken)
        => ForAsync(client, options.Value.TokenLifetimes.AuthorizationCode, cancellationToken);

    /// <summary>When it acts for itself.</summary>
    public ValueTask<TokenTerms> ForItselfAsync(RegisteredClient client, CancellationToken cancellationToken)
        => ForAsync(client, options.Value.TokenLifetimes.ClientCredentials, cancellationToken);

    private async ValueTask<TokenTerms> ForAsync(
        RegisteredClient client,
        int seconds,
        CancellationToken cancellationToken)
    {
        var picture = await catalog.GetAsync(cancellationToken);
        return TokenTerms.For(client.Id, client.Metadata, options.Value, seconds, picture.AudiencesOf);
    }
}
