using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.RevocationFeed;

/// <summary>The feed's address; a member of our own (RFC 8414 §2 lets a server add some).</summary>
internal sealed class RevocationFeedMetadata : IServerMetadataPart
{
    public const string Path = "/revocations";

    public void Describe(JsonObject metadata, Issuer issuer) => metadata["revocation_feed_uri"] = issuer.Url(Path);
}
