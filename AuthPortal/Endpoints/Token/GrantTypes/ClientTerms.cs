using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>Joins a client's registration, the settings and the known resources into the terms of its tokens.</summary>
public sealed class ClientTerms(ScopeCatalog catalog, IOptions<OAuthOptions> options)
{
    /// <summary>The terms of what <paramref name="grantType"/> gives.</summary>
    public async ValueTask<TokenTerms> ForAsync(
        RegisteredClient client,
        string grantType,
        CancellationToken cancellationToken)
    {
        var picture = await catalog.GetAsync(cancellationToken);
        return new TokenTerms(client.Id, client.Metadata, options.Value, grantType, new ResourceMap(picture));
    }
}
