using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Revocation;

/// <summary>The revocation endpoint's share of the metadata, RFC 8414 §2.</summary>
public sealed class RevocationMetadata(IOptions<OAuthOptions> options) : IServerMetadataPart
{
    public const string Path = "/revoke";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["revocation_endpoint"] = issuer.Url(Path);
        ClientAuthMetadata.Describe(metadata, "revocation_endpoint", options.Value, withPublic: true);
    }
}
