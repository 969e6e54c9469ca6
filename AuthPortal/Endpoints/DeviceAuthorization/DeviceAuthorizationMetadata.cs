using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.DeviceAuthorization;

/// <summary>The endpoint's share of the metadata, RFC 8628 §4.</summary>
internal sealed class DeviceAuthorizationMetadata : IServerMetadataPart
{
    public const string Path = "/device_authorization";

    public void Describe(JsonObject metadata, Issuer issuer)
        => metadata["device_authorization_endpoint"] = issuer.Url(Path);
}
