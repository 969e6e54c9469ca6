using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Endpoints.Token.GrantTypes;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Token;

/// <summary>The token endpoint's share of the metadata, RFC 8414 §2.</summary>
public sealed class TokenMetadata(IEnumerable<IGrantType> grantTypes) : IServerMetadataPart
{
    public const string Path = "/token";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["token_endpoint"] = issuer.Url(Path);
        metadata["token_endpoint_auth_methods_supported"] = MetadataList.Of(ClientAuthMethod.All);
        metadata["grant_types_supported"] = MetadataList.Of(grantTypes.Where(g => g.IsOffered).Select(g => g.Name));
    }
}
