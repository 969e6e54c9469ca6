using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Endpoints.Token.GrantTypes;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Token;

/// <summary>The token endpoint's share of the metadata, RFC 8414 §2.</summary>
public sealed class TokenMetadata(IEnumerable<IGrantType> grantTypes, IOptions<OAuthOptions> options) : IServerMetadataPart
{
    public const string Path = "/token";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["token_endpoint"] = issuer.Url(Path);
        ClientAuthMetadata.Describe(metadata, "token_endpoint", options.Value, withPublic: true);
        metadata["tls_client_certificate_bound_access_tokens"] = options.Value.MutualTls;
        metadata["dpop_signing_alg_values_supported"] = MetadataList.Of(DpopProofReader.Algorithms);

        // The implicit one has no business at this endpoint, and is listed all the same (RFC 8414 §2).
        metadata["grant_types_supported"] = MetadataList.Of(
            grantTypes.Where(g => g.IsOffered).Select(g => g.Name)
                .Concat(options.Value.LegacyGrants ? [GrantTypeName.Implicit] : []));
    }
}
