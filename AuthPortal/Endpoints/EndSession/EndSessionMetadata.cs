using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.EndSession;

/// <summary>The end session endpoint's share of the metadata, OpenID Connect RP-Initiated Logout §2.1.</summary>
internal sealed class EndSessionMetadata : IServerMetadataPart
{
    public const string Path = "/logout";

    public void Describe(JsonObject metadata, Issuer issuer) => metadata["end_session_endpoint"] = issuer.Url(Path);
}
