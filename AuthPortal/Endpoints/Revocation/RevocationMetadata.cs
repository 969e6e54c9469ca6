using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Revocation;

/// <summary>The revocation endpoint's share of the metadata, RFC 8414 §2.</summary>
public sealed class RevocationMetadata : IServerMetadataPart
{
    public const string Path = "/revoke";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["revocation_endpoint"] = issuer.Url(Path);
        metadata["revocation_endpoint_auth_methods_supported"] = MetadataList.Of(ClientAuthMethod.All);
    }
}
