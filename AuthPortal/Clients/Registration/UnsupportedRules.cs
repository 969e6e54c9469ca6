using System.Text.Json;
using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>
/// Registered members that change what a server does, and that this one does not do yet: a client that believes its
/// tokens bound or its logout told must not be left in that belief.
/// </summary>
internal static class UnsupportedRules
{
    private static readonly HashSet<string> Effective = new(StringComparer.Ordinal)
    {
        "authorization_details_types",
        "authorization_encrypted_response_alg",
        "authorization_encrypted_response_enc",
        "authorization_signed_response_alg",
        "backchannel_logout_session_required",
        "default_acr_values",
        "frontchannel_logout_session_required",
        "frontchannel_logout_uri",
        "id_token_encrypted_response_alg",
        "id_token_encrypted_response_enc",
        "introspection_encrypted_response_alg",
        "introspection_encrypted_response_enc",
        "introspection_signed_response_alg",
        "request_object_encryption_alg",
        "request_object_encryption_enc",
        "request_object_signing_alg",
        "request_uris",
        "require_signed_request_object",
        "software_statement",
        "tls_client_auth_san_dns",
        "tls_client_auth_san_email",
        "tls_client_auth_san_ip",
        "tls_client_auth_san_uri",
        "tls_client_auth_subject_dn",
        "tls_client_certificate_bound_access_tokens",
        "token_endpoint_auth_signing_alg",
        "use_mtls_endpoint_aliases",
        "userinfo_encrypted_response_alg",
        "userinfo_encrypted_response_enc",
        "userinfo_signed_response_alg",
    };

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
        => Named(metadata).Concat(Others(metadata)).Select(member => Rules.NotSupportedYet.BrokenBy(member, value: member));

    private static IEnumerable<string> Named(ClientMetadata metadata)
    {
        (string Member, bool Asked)[] members =
        [
            ("jwks", metadata.Jwks is { } jwks && Asks(jwks)),
            ("jwks_uri", metadata.JwksUri is not null),
            ("sector_identifier_uri", metadata.SectorIdentifierUri is not null),
            ("backchannel_logout_uri", metadata.BackchannelLogoutUri is not null),
            ("dpop_bound_access_tokens", metadata.DpopBoundAccessTokens == true),
            ("require_pushed_authorization_requests", metadata.RequirePushedAuthorizationRequests == true),
        ];
        return members.Where(m => m.Asked).Select(m => m.Member);
    }

    private static IEnumerable<string> Others(ClientMetadata metadata)
        => (metadata.Other ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            .Where(member => Effective.Contains(member.Key) && Asks(member.Value))
            .Select(member => member.Key);

    /// <summary>False for values that ask for nothing.</summary>
    private static bool Asks(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => true,
    };
}
