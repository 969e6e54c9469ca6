using System.Text;
using AuthPortal.Clients.Remote;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Clients;

/// <summary>
/// A client's public keys, RFC 7517: by value, or by <c>jwks_uri</c>, which is asked again when a key is wanted that
/// the known ones don't include. Only what can check a signature is taken.
/// </summary>
public sealed class ClientKeys(RemoteDocuments documents)
{
    public const int MostKeys = 20;

    private const int LargestSet = 64 * 1024;
    private const int ShortestRsa = 2048;

    /// <summary>Those that may have made a signature with this <c>kid</c>; all of them without one.</summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>> FindAsync(
        RegisteredClient client,
        string? keyId,
        CancellationToken cancellationToken)
    {
        if (client.Metadata.Jwks is { } jwks)
        {
            return Matching(Read(jwks.GetRawText()), keyId);
        }

        if (client.Metadata.JwksUri is not { } uri)
        {
            return [];
        }

        var known = Matching(await FetchAsync(uri, fresh: false, cancellationToken), keyId);
        return known.Count > 0 ? known : Matching(await FetchAsync(uri, fresh: true, cancellationToken), keyId);
    }

    /// <summary>The keys of a set that can check signatures; empty when it is no key set.</summary>
    public static IReadOnlyList<JsonWebKey> Read(string json)
    {
        try
        {
            return [.. new JsonWebKeySet(json).Keys.Take(MostKeys).Where(IsUsable)];
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return [];
        }
    }

    private static bool IsUsable(JsonWebKey key)
        => key.Use is null or "" or JsonWebKeyUseNames.Sig
            && key.Kty switch
            {
                JsonWebAlgorithmsKeyTypes.EllipticCurve => key.Crv == JsonWebKeyECTypes.P256 && key is { X: not null, Y: not null },
                JsonWebAlgorithmsKeyTypes.RSA => key is { N: not null, E: not null } && key.KeySize >= ShortestRsa,
                _ => false,
            };

    private static IReadOnlyList<JsonWebKey> Matching(IReadOnlyList<JsonWebKey> keys, string? keyId)
        => keyId is null ? keys : [.. keys.Where(key => key.Kid == keyId)];

    private async Task<IReadOnlyList<JsonWebKey>> FetchAsync(
        string uri,
        bool fresh,
        CancellationToken cancellationToken)
        => await documents.GetAsync(uri, LargestSet, fresh, cancellationToken) is RemoteAnswer.Received received
            ? Read(Encoding.UTF8.GetString(received.Body))
            : [];
}
