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
        "authorization_encrypted_response_alg",
        "authorization_encrypted_response_enc",
        "id_token_encrypted_response_alg",
        "id_token_encrypted_response_enc",
        "introspection_encrypted_response_alg",
        "introspection_encrypted_response_enc",
        "request_object_encryption_alg",
        "request_object_encryption_enc",
        "use_mtls_endpoint_aliases",
        "userinfo_encrypted_response_alg",
        "userinfo_encrypted_response_enc",
    };

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
        => JsonSerializer.SerializeToElement(metadata, ClientMetadataJson.Default.ClientMetadata).EnumerateObject()
            .Where(member => Effective.Contains(member.Name) && Asks(member.Value))
            .Select(member => Rules.NotSupportedYet.BrokenBy(member.Name, value: member.Name));

    /// <summary>False for values that ask for nothing.</summary>
    private static bool Asks(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => true,
    };
}
