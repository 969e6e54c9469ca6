using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Http;

/// <summary>Whom a living token speaks of, in words that its reader may have (OpenID Connect Core §8).</summary>
public sealed class TokenSubjects(ClientRegistry clients, Subjects subjects)
{
    /// <summary>
    /// The <c>sub</c> (RFC 9068 §2.2): the client itself where it acts for itself, else the person as the token's client
    /// knows them. A pairwise reader is told its own name for them. Null when the client was deleted meanwhile.
    /// </summary>
    public async ValueTask<string?> OfAsync(
        string clientId,
        string? userId,
        RegisteredClient reader,
        CancellationToken cancellationToken)
    {
        if (userId is null)
        {
            return clientId;
        }

        var client = SectorIdentifier.IsPairwise(reader.Metadata)
            ? reader
            : await clients.FindStoredAsync(clientId, cancellationToken);
        return client is null ? null : subjects.Of(userId, client.Id, client.Metadata);
    }

    /// <summary>
    /// Who acts (RFC 8693 §4.1), for this reader. A pairwise one must not learn what other clients know people by: of a
    /// person who acted through one of those, it is told the client.
    /// </summary>
    public static string? ActorsFor(RegisteredClient reader, LiveAccessToken token)
    {
        if (token.Limits.Actor is not { } actors
            || token.ClientId == reader.Id
            || !SectorIdentifier.IsPairwise(reader.Metadata))
        {
            return token.Limits.Actor;
        }

        var chain = JsonNode.Parse(actors);
        for (var actor = chain as JsonObject; actor is not null; actor = actor["act"] as JsonObject)
        {
            if (actor["client_id"] is { } through)
            {
                actor["sub"] = through.DeepClone();
            }
        }

        return chain?.ToJsonString();
    }
}
