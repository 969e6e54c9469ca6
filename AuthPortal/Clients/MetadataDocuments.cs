using System.Collections.Concurrent;
using System.Text.Json;
using AuthPortal.Clients.Registration;
using AuthPortal.Clients.Remote;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Clients;

/// <summary>
/// Clients that are known by a document at the https URL that is their client_id (OAuth Client ID Metadata Document). It
/// is fetched through the guard, kept by the rules of HTTP, judged by the rules of registration, and then stored like
/// any other client, because grants hang on the row. One that nobody allowed anything is deleted again.
/// </summary>
public sealed class MetadataDocuments(
    RemoteDocuments documents,
    RegistrationContexts rules,
    SectorProof sectors,
    ScopeCatalog catalog,
    WriteQueue writes,
    IOptions<OAuthOptions> options,
    TimeProvider clock,
    ILogger<MetadataDocuments> logger)
{
    private const int Largest = 16 * 1024;
    private const int LongestUrl = 255;

    private static readonly ScopeSet NotByDefault = ScopeSet.Of(["address", "phone"]);

    private readonly ConcurrentDictionary<string, byte[]> _stored = new(StringComparer.Ordinal);

    /// <summary>True for an identifier that could be such a URL: https, a path, and nothing that reads two ways.</summary>
    public bool Covers(string clientId)
        => options.Value.ClientIdMetadataDocuments
            && clientId.StartsWith("https://", StringComparison.Ordinal)
            && clientId.Length <= LongestUrl
            && RedirectUri.Problem(clientId, ApplicationType.Web) is null
            && Uri.TryCreate(clientId, UriKind.Absolute, out var url)
            && url.AbsolutePath.Length > 1
            && url.AbsoluteUri == clientId;

    /// <summary>
    /// Brings the stored client to what its document says now. False when there is none that holds: then the identifier
    /// means nobody.
    /// </summary>
    /// <param name="clientId">The URL.</param>
    /// <param name="changed">Called when what was known before is out of date.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> RefreshAsync(string clientId, Action<string> changed, CancellationToken cancellationToken)
    {
        var answer = await documents.GetAsync(clientId, Largest, fresh: false, cancellationToken);
        if (answer is not RemoteAnswer.Received received)
        {
            logger.LogInformation(
                "The metadata document of {ClientId} was not taken: {Reason}",
                clientId,
                answer is RemoteAnswer.Failed failed ? failed.Reason : string.Empty);
            documents.Forget(clientId);
            return false;
        }

        if (_stored.TryGetValue(clientId, out var body) && ReferenceEquals(body, received.Body))
        {
            return true;
        }

        if (await ReadAsync(clientId, received, cancellationToken) is not { } metadata)
        {
            // Neither an error nor a document that does not hold may be kept: whoever mends it is heard at once.
            documents.Forget(clientId);
            return false;
        }

        await StoreAsync(clientId, metadata, cancellationToken);
        _stored[clientId] = received.Body;
        changed(clientId);
        return true;
    }

    /// <summary>The next call stores it again.</summary>
    public void Forget(string clientId) => _stored.TryRemove(clientId, out _);

    private async Task<ClientMetadata?> ReadAsync(
        string clientId,
        RemoteAnswer.Received received,
        CancellationToken cancellationToken)
    {
        var problem = "it is not a JSON object of client metadata with this client_id";
        if (received.MediaType is "application/json" || received.MediaType?.EndsWith("+json", StringComparison.Ordinal) == true)
        {
            if (Parse(clientId, received.Body) is { } wanted)
            {
                var metadata = await CompleteAsync(wanted, cancellationToken);
                var context = await rules.GetAsync(isAdministrator: false, current: null, cancellationToken);
                var broken = await sectors.CheckAsync(metadata, context with { NameRequired = false }, cancellationToken);
                if (broken.Count == 0 && IsWithoutSecret(metadata))
                {
                    return metadata;
                }

                problem = broken.Count > 0 ? broken[0].Description : "it relies on a secret, which a document can't hold";
            }
        }

        logger.LogInformation("The metadata document of {ClientId} was not taken: {Reason}", clientId, problem);
        return null;
    }

    private static ClientMetadata? Parse(string clientId, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, StrictJson.Options);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("client_id", out var named)
                && named.ValueKind == JsonValueKind.String
                && named.GetString() == clientId
                && !root.TryGetProperty("client_secret", out _)
                && !root.TryGetProperty("client_secret_expires_at", out _)
                    ? root.Deserialize(ClientMetadataJson.Default.ClientMetadata)
                    : null;
        }
        catch (Exception problem) when (StrictJson.IsProblem(problem))
        {
            return null;
        }
    }

    /// <summary>Whoever writes the document decides nothing that an administrator decides.</summary>
    private async ValueTask<ClientMetadata> CompleteAsync(ClientMetadata wanted, CancellationToken cancellationToken)
    {
        var known = (await catalog.GetAsync(cancellationToken)).All;
        var metadata = RegistrationRules.Tidy(wanted) with { SkipConsent = null, Other = null };
        var asked = ScopeSet.Parse(metadata.Scope).Intersect(known);
        return metadata with
        {
            GrantTypes = [.. (metadata.GrantTypes ?? [GrantTypeName.AuthorizationCode])
                .Where(g => g is GrantTypeName.AuthorizationCode or GrantTypeName.RefreshToken)],
            TokenEndpointAuthMethod = metadata.TokenEndpointAuthMethod ?? ClientAuthMethod.None,
            Scope = (asked.Count > 0 ? asked : known.Except(NotByDefault)).ToString(),
        };
    }

    private static bool IsWithoutSecret(ClientMetadata metadata)
        => metadata.TokenEndpointAuthMethod is ClientAuthMethod.None or ClientAuthMethod.PrivateKeyJwt;

    private Task StoreAsync(string clientId, ClientMetadata metadata, CancellationToken cancellationToken)
        => writes.RunAsync(
            async db =>
            {
                var now = clock.GetUtcNow();
                var row = await db.Clients.FirstOrDefaultAsync(c => c.Id == clientId);
                if (row is null)
                {
                    row = new Client
                    {
                        Id = clientId,
                        Name = string.Empty,
                        Metadata = metadata,
                        Source = ClientSource.Document,
                        CreatedAt = now,
                    };
                    db.Clients.Add(row);
                }

                await SectorProof.MoveAsync(db, clientId, row.Metadata, metadata);
                row.Metadata = metadata;
                row.Name = metadata.ClientName ?? new Uri(clientId).Host;
                row.UpdatedAt = now;
            },
            cancellationToken);
}
