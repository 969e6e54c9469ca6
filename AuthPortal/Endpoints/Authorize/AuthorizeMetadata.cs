using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>The authorization endpoint's share of the metadata: RFC 8414 §2, RFC 9207 §3, OpenID Discovery §3.</summary>
internal sealed class AuthorizeMetadata : IServerMetadataPart
{
    public const string Path = "/authorize";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["authorization_endpoint"] = issuer.Url(Path);
        metadata["response_types_supported"] = MetadataList.Of(["code"]);
        metadata["response_modes_supported"] = MetadataList.Of([ResponseMode.Query, ResponseMode.FormPost]);
        metadata["prompt_values_supported"] = MetadataList.Of(["none", "login", "consent", "select_account"]);
        metadata["code_challenge_methods_supported"] = MetadataList.Of([Pkce.Method]);
        metadata["authorization_response_iss_parameter_supported"] = true;
    }
}
