using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>The authorization endpoint's share of the metadata: RFC 8414 §2, RFC 9207 §3, OpenID Discovery §3.</summary>
internal sealed class AuthorizeMetadata(IOptions<OAuthOptions> options, SigningKeyRing keys) : IServerMetadataPart
{
    public const string Path = "/authorize";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["authorization_endpoint"] = issuer.Url(Path);
        metadata["response_types_supported"] = MetadataList.Of(
            options.Value.LegacyGrants ? [ResponseType.Code, .. ResponseType.Legacy] : [ResponseType.Code]);
        metadata["response_modes_supported"] = MetadataList.Of(ResponseMode.All);
        metadata["prompt_values_supported"] = MetadataList.Of(Prompt.All);
        metadata["code_challenge_methods_supported"] = MetadataList.Of([Pkce.Method]);
        metadata["authorization_response_iss_parameter_supported"] = true;
        metadata["authorization_signing_alg_values_supported"] = MetadataList.Of(keys.Algorithms);
        metadata["acr_values_supported"] = MetadataList.Of(AuthenticationContext.Values);
        metadata["display_values_supported"] = MetadataList.Of(["page", "popup", "touch"]);
        metadata["claims_parameter_supported"] = true;
        metadata["request_parameter_supported"] = true;
        metadata["request_uri_parameter_supported"] = true;
        metadata["require_request_uri_registration"] = true;
        metadata["request_object_signing_alg_values_supported"] =
            MetadataList.Of(SignedByClient.Algorithms.Append("none"));
    }
}
