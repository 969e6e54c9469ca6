using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Discovery;

/// <summary>This server as a protected resource, RFC 9728 §2: its userinfo endpoint, and who issues tokens for it.</summary>
public sealed class ResourceMetadata(Issuer issuer)
{
    private readonly Lazy<ReadyAnswer> _answer = new(() => new ReadyAnswer(JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["resource"] = issuer.Value,
            ["resource_name"] = "AuthPortal",
            ["authorization_servers"] = MetadataList.Of([issuer.Value]),
            ["scopes_supported"] = MetadataList.Of(["openid", "profile", "email", "address", "phone"]),
            ["bearer_methods_supported"] = MetadataList.Of(["header", "body"]),
            ["dpop_signing_alg_values_supported"] = MetadataList.Of(DpopProofReader.Algorithms),
        })));

    public ReadyAnswer Answer => _answer.Value;
}
