using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Registration;

/// <summary>The client information response, RFC 7591 §3.2.1: all that is registered, defaults among it.</summary>
internal static class ClientInformation
{
    public static JsonObject Of(SelfRegistrationOutcome.Done done, Issuer issuer)
    {
        var members = (JsonObject)JsonSerializer.SerializeToNode(
            done.Metadata, ClientMetadataJson.Default.ClientMetadata)!;
        var information = new JsonObject
        {
            ["client_id"] = done.ClientId,
            ["client_id_issued_at"] = done.IssuedAt.ToUnixTimeSeconds(),
        };
        if (done.Secret is not null)
        {
            information["client_secret"] = done.Secret;

            // §3.2.1: it does not expire.
            information["client_secret_expires_at"] = 0;
        }

        information["registration_client_uri"] = issuer.Url($"{RegistrationMetadata.Path}/{done.ClientId}");
        information["registration_access_token"] = done.Token;
        foreach (var (name, value) in members)
        {
            information[name] = value?.DeepClone();
        }

        return information;
    }
}
