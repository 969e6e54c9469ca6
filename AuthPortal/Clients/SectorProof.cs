using System.Text.Json;
using AuthPortal.Clients.Registration;
using AuthPortal.Clients.Remote;
using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// Proves that an app belongs to the sector that it names, OpenID Connect Core §8.1: the document at sector_identifier_uri
/// is a JSON array that holds each of its redirect URIs. Asked at registration, and again when either changes.
/// </summary>
public sealed class SectorProof(RemoteDocuments documents)
{
    private const int Largest = 64 * 1024;

    /// <summary>Every violation of the rules, or that of the document.</summary>
    public async Task<IReadOnlyList<RuleViolation>> CheckAsync(
        ClientMetadata metadata,
        RegistrationContext context,
        CancellationToken cancellationToken)
    {
        var violations = RegistrationRules.Check(metadata, context);
        return violations.Count == 0 && await ProblemAsync(metadata, context.Current, cancellationToken) is { } broken
            ? [broken]
            : violations;
    }

    /// <summary>Null when the document is as it must be, or was so for the same URIs before.</summary>
    public async Task<RuleViolation?> ProblemAsync(
        ClientMetadata metadata,
        ClientMetadata? current,
        CancellationToken cancellationToken)
    {
        var anchors = SectorIdentifier.Anchors(metadata);
        if (metadata.SectorIdentifierUri is not { } uri
            || (current?.SectorIdentifierUri == uri && SectorIdentifier.Anchors(current).SequenceEqual(anchors)))
        {
            return null;
        }

        var answer = KeyRules.IsHttps(uri)
            ? await documents.GetAsync(uri, Largest, fresh: true, cancellationToken)
            : null;
        var listed = answer is RemoteAnswer.Received received ? Read(received.Body) : [];

        // Without a URI of its own to be found there, anybody's document would do.
        return anchors.Count > 0 && anchors.All(listed.Contains)
            ? null
            : Rules.SectorMismatch.BrokenBy(MemberName.SectorIdentifierUri);
    }

    /// <summary>
    /// Inside the write that changes an app: one that moves to another sector knows its people by other names, and what it
    /// holds of them ends. A refreshed ID token must not name somebody else (§12.2), and nobody may slip into a sector to
    /// learn its names.
    /// </summary>
    public static async Task MoveAsync(AuthDbContext db, string clientId, ClientMetadata before, ClientMetadata after)
    {
        if (NamesOf(before) != NamesOf(after))
        {
            await db.TokenFamilies.Where(f => f.Grant!.ClientId == clientId).ExecuteDeleteAsync();
            await db.AuthorizationCodes.Where(c => c.Grant!.ClientId == clientId).ExecuteDeleteAsync();
            await db.DeviceAuthorizations.Where(d => d.ClientId == clientId).ExecuteDeleteAsync();
        }
    }

    private static string? NamesOf(ClientMetadata metadata)
        => SectorIdentifier.IsPairwise(metadata) ? SectorIdentifier.Of(metadata) ?? string.Empty : null;

    private static HashSet<string> Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, StrictJson.Options);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)]
                : [];
        }
        catch (Exception problem) when (StrictJson.IsProblem(problem))
        {
            return [];
        }
    }
}
