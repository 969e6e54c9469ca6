using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Introspection;

/// <summary>The introspection endpoint's share of the metadata, RFC 8414 §2.</summary>
public sealed class IntrospectionMetadata : IServerMetadataPart
{
    public const string Path = "/introspect";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["introspection_endpoint"] = issuer.Url(Path);
        metadata["introspection_endpoint_auth_methods_supported"] =
            MetadataList.Of(ClientAuthMethod.All.Where(method => method != ClientAuthMethod.None));
    }
}
