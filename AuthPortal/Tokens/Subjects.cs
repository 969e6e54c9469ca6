using System.Security.Cryptography;
using System.Text;
using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>
/// What a client knows a person by, OpenID Connect Core §8: the local identifier, or for pairwise clients a keyed hash of
/// sector and person (§8.1). The one place that turns a person into a <c>sub</c>.
/// </summary>
public sealed class Subjects(SubjectKey key, IDbContextFactory<AuthDbContext> contexts)
{
    public string Of(string userId, string clientId, ClientMetadata metadata)
        => SectorIdentifier.IsPairwise(metadata) ? Hash("sub", SectorOf(clientId, metadata), userId) : userId;

    /// <summary>
    /// The <c>sid</c>: one session must not tell two pairwise clients that they speak of the same person.
    /// </summary>
    public string? SessionOf(string? sessionId, string clientId, ClientMetadata metadata)
        => sessionId is not null && SectorIdentifier.IsPairwise(metadata)
            ? Hash("sid", SectorOf(clientId, metadata), sessionId)
            : sessionId;

    /// <summary>
    /// The person that a client means. A hash can't be turned round, so it is looked for among those who allowed this
    /// client something; null when it is none of them.
    /// </summary>
    public async Task<string?> PersonOfAsync(
        string subject,
        string clientId,
        ClientMetadata metadata,
        CancellationToken cancellationToken)
    {
        if (!SectorIdentifier.IsPairwise(metadata))
        {
            return subject;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var people = db.Grants.Where(g => g.ClientId == clientId).Select(g => g.UserId).AsAsyncEnumerable();
        await foreach (var userId in people.WithCancellation(cancellationToken))
        {
            if (Of(userId, clientId, metadata) == subject)
            {
                return userId;
            }
        }

        return null;
    }

    /// <summary>A client without a sector is one by itself: never is the local identifier given away for want of one.</summary>
    private static string SectorOf(string clientId, ClientMetadata metadata)
        => SectorIdentifier.Of(metadata) ?? "client " + clientId;

    /// <summary>No host, identifier or kind holds a zero octet, so no two inputs read the same.</summary>
    private string Hash(string kind, string sector, string value)
        => Base64UrlEncoder.Encode(HMACSHA256.HashData(key.Octets, Encoding.UTF8.GetBytes($"{kind}\0{sector}\0{value}")));
}
