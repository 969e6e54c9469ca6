using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Introspection;

/// <summary>The introspection endpoint's share of the metadata, RFC 8414 §2.</summary>
public sealed class IntrospectionMetadata(IOptions<OAuthOptions> options, SigningKeyRing keys) : IServerMetadataPart
{
    public const string Path = "/introspect";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["introspection_endpoint"] = issuer.Url(Path);
        ClientAuthMetadata.Describe(metadata, "introspection_endpoint", options.Value, withPublic: false);
        metadata["introspection_signing_alg_values_supported"] = MetadataList.Of(keys.Algorithms);
    }
}
