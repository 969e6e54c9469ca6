using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.PushedAuthorization;

/// <summary>The endpoint's share of the metadata, RFC 9126 §5.</summary>
internal sealed class PushedAuthorizationMetadata : IServerMetadataPart
{
    public const string Path = "/par";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["pushed_authorization_request_endpoint"] = issuer.Url(Path);
        metadata["require_pushed_authorization_requests"] = false;
    }
}
