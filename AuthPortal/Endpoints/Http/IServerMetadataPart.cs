using System.Text.Json.Nodes;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// One endpoint's share of the server metadata (RFC 8414 §2). Each endpoint describes itself, so that the metadata
/// can't name what does not work.
/// </summary>
public interface IServerMetadataPart
{
    void Describe(JsonObject metadata, Issuer issuer);
}
