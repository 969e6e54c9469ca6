using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Discovery;

/// <summary>
/// The server metadata, RFC 8414 §2 and OpenID Connect Discovery §3: what every endpoint says of itself, and the
/// scopes and keys of this server. Made once, and again only when the scopes change.
/// </summary>
public sealed class ServerMetadata(
    Issuer issuer,
    ScopeCatalog catalog,
    SigningKeyRing keys,
    IEnumerable<IServerMetadataPart> parts)
{
    private volatile Made? _made;

    public async ValueTask<ReadyAnswer> GetAsync(CancellationToken cancellationToken)
    {
        var picture = await catalog.GetAsync(cancellationToken);
        if (_made is { } made && ReferenceEquals(made.Picture, picture))
        {
            return made.Answer;
        }

        var answer = new ReadyAnswer(JsonSerializer.SerializeToUtf8Bytes(Describe(picture)));
        _made = new Made(picture, answer);
        return answer;
    }

    private JsonObject Describe(ScopeCatalog.Picture picture)
    {
        var metadata = new JsonObject { ["issuer"] = issuer.Value };
        foreach (var part in parts)
        {
            part.Describe(metadata, issuer);
        }

        metadata["jwks_uri"] = issuer.Url(DiscoveryController.KeysPath);
        metadata["scopes_supported"] = MetadataList.Of(picture.All);
        if (picture.DetailTypes.Count > 0)
        {
            metadata["authorization_details_types_supported"] = MetadataList.Of(picture.DetailTypes.Select(t => t.Type));
        }

        metadata["subject_types_supported"] = MetadataList.Of(["public", SectorIdentifier.Pairwise]);
        metadata["id_token_signing_alg_values_supported"] = MetadataList.Of(keys.Algorithms);
        metadata["ui_locales_supported"] = MetadataList.Of(["en", "ko"]);
        return metadata;
    }

    private sealed record Made(ScopeCatalog.Picture Picture, ReadyAnswer Answer);
}
