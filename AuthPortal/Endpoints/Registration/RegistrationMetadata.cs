using System.Text.Json.Nodes;
using AuthPortal.Clients.Registration;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Registration;

/// <summary>The endpoint's share of the metadata, RFC 8414 §2, and that of metadata documents.</summary>
internal sealed class RegistrationMetadata(IOptions<OAuthOptions> options) : IServerMetadataPart
{
    public const string Path = "/register";

    public void Describe(JsonObject metadata, Issuer issuer)
    {
        if (options.Value.DynamicRegistration != RegistrationPolicy.Off)
        {
            metadata["registration_endpoint"] = issuer.Url(Path);
        }

        metadata["client_id_metadata_document_supported"] = options.Value.ClientIdMetadataDocuments;
    }
}
