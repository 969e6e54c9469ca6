using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.UserInfo;

/// <summary>The UserInfo endpoint's share of the metadata, OpenID Connect Discovery §3.</summary>
public sealed class UserInfoMetadata(SigningKeyRing keys, IOptions<OAuthOptions> options) : IServerMetadataPart
{
    private static readonly string[] OfIdTokens =
        ["iss", "aud", "exp", "iat", "auth_time", "nonce", "amr", "acr", "sid", "at_hash"];

    public const string Path = ProtectedResource.Path;

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        metadata["userinfo_endpoint"] = issuer.Url(Path);
        metadata["claims_supported"] = MetadataList.Of(
            [.. PersonClaims.Names, .. OfIdTokens, .. options.Value.LegacyGrants ? ["c_hash"] : Array.Empty<string>()]);
        metadata["userinfo_signing_alg_values_supported"] = MetadataList.Of(keys.Algorithms);
        metadata["claim_types_supported"] = MetadataList.Of(["normal"]);
    }
}
