using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Endpoints.Http;

/// <summary>How clients prove themselves at an endpoint, RFC 8414 §2: the same at each of them.</summary>
internal static class ClientAuthMetadata
{
    public static void Describe(JsonObject metadata, string endpoint, OAuthOptions options, bool withPublic)
    {
        var methods = ClientAuthMethod.All.Concat(options.MutualTls ? ClientAuthMethod.MutualTls : [])
            .Where(method => withPublic || method != ClientAuthMethod.None);
        metadata[$"{endpoint}_auth_methods_supported"] = MetadataList.Of(methods);
        metadata[$"{endpoint}_auth_signing_alg_values_supported"] =
            MetadataList.Of(SignedByClient.Algorithms.Append(SecurityAlgorithms.HmacSha256));
    }
}
