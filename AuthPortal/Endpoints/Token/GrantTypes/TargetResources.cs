using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>Reads the <c>resource</c> parameters of a token request, RFC 8707 §2.</summary>
public sealed class TargetResources(ScopeCatalog catalog, IOptions<OAuthOptions> options)
{
    /// <summary>Empty when none was sent; <c>invalid_target</c> for one that no token can be for.</summary>
    public async ValueTask<Result<string[]>> ReadAsync(RequestParameters form, CancellationToken cancellationToken)
    {
        var sent = form.All(ResourceIndicator.Parameter);
        if (sent.Count == 0)
        {
            return Array.Empty<string>();
        }

        var picture = await catalog.GetAsync(cancellationToken);
        return ResourceIndicator.Check(sent, picture.HasResource, options.Value.UnregisteredResources);
    }
}
