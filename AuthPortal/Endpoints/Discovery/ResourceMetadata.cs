using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Discovery;

/// <summary>This server as a protected resource, RFC 9728 §2, and who issues tokens for it.</summary>
public sealed class ResourceMetadata(Issuer issuer)
{
    private readonly Lazy<ReadyAnswer> _server = new(() => Describe(issuer, issuer.Value));
    private readonly Lazy<ReadyAnswer> _userInfo = new(() => Describe(issuer, ProtectedResource.IdentifierAt(issuer)));

    /// <summary>The server as a whole, which tokens without another audience are for.</summary>
    public ReadyAnswer Server => _server.Value;

    public ReadyAnswer UserInfo => _userInfo.Value;

    private static ReadyAnswer Describe(Issuer issuer, string identifier) => new(JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["resource"] = identifier,
            ["resource_name"] = "AuthPortal",
            ["authorization_servers"] = MetadataList.Of([issuer.Value]),
            ["scopes_supported"] = MetadataList.Of(["openid", "profile", "email", "address", "phone"]),
            ["bearer_methods_supported"] = MetadataList.Of(["header", "body"]),
            ["dpop_signing_alg_values_supported"] = MetadataList.Of(DpopProofReader.Algorithms),
        }));
}
