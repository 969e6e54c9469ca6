using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.EndSession;

/// <summary>The end session endpoint's share of the metadata, OpenID Connect RP-Initiated Logout §2.1, and how apps are told.</summary>
internal sealed class EndSessionMetadata : IServerMetadataPart
{
    public const string Path = "/logout";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["end_session_endpoint"] = issuer.Url(Path);
        metadata["backchannel_logout_supported"] = true;
        metadata["backchannel_logout_session_supported"] = true;
        metadata["frontchannel_logout_supported"] = true;
        metadata["frontchannel_logout_session_supported"] = true;
    }
}
