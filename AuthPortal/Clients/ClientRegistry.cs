using System.Collections.Concurrent;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// Registered apps by client_id, kept in memory: a protocol request reads no row for its client. Whoever changes an
/// app calls <see cref="Forget"/> after the commit. Unknown identifiers are not kept, so guesses cost no memory.
/// </summary>
public sealed class ClientRegistry(
    IDbContextFactory<AuthDbContext> contexts,
    MetadataDocuments documents,
    CacheMetrics metrics)
{
    private readonly ConcurrentDictionary<string, RegisteredClient> _known = new(StringComparer.Ordinal);
    private long _version;

    public async ValueTask<RegisteredClient?> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (!documents.Covers(clientId))
        {
            return await FindStoredAsync(clientId, cancellationToken);
        }

        if (!await documents.RefreshAsync(clientId, Forget, cancellationToken))
        {
            return null;
        }

        if (await FindStoredAsync(clientId, cancellationToken) is { } client)
        {
            return client;
        }

        // Swept since, because nobody had allowed it anything: it is stored again.
        documents.Forget(clientId);
        return await documents.RefreshAsync(clientId, Forget, cancellationToken)
            ? await FindStoredAsync(clientId, cancellationToken)
            : null;
    }

    /// <summary>As it was last known, without asking its document: what was issued to it does not hang on its server.</summary>
    public async ValueTask<RegisteredClient?> FindStoredAsync(string clientId, CancellationToken cancellationToken)
    {
        var isKnown = _known.TryGetValue(clientId, out var known);
        metrics.Asked("clients", isKnown);
        if (isKnown)
        {
            return known;
        }

        var version = Interlocked.Read(ref _version);
        var client = await LoadAsync(clientId, cancellationToken);
        if (client is not null && _known.TryAdd(clientId, client) && Interlocked.Read(ref _version) != version)
        {
            // Something changed while the row was read: what was read may be old, so it is not kept.
            _known.TryRemove(clientId, out _);
        }

        return client;
    }

    /// <summary>Whether this app was asked for since the start: no row is read, whatever anybody sends.</summary>
    public bool IsKnown(string clientId) => _known.ContainsKey(clientId);

    /// <summary>As it is in memory, for who needs no certainty; null when it is not there.</summary>
    public RegisteredClient? Known(string clientId) => _known.GetValueOrDefault(clientId);

    /// <summary>The next call reads the row again.</summary>
    public void Forget(string clientId)
    {
        Interlocked.Increment(ref _version);
        _known.TryRemove(clientId, out _);
    }

    /// <summary>After notices that may have been lost.</summary>
    public void ForgetAll()
    {
        Interlocked.Increment(ref _version);
        _known.Clear();
    }

    private async Task<RegisteredClient?> LoadAsync(string clientId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Clients.AsNoTracking().Include(c => c.Secrets).Include(c => c.Owner)
            .FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        return row is null ? null : Picture(row);
    }

    private static RegisteredClient Picture(Client row) => new(
        row.Id,
        row.Name,
        row.OwnerId,
        row.Owner?.DisplayName,
        row.Metadata,
        row.Verified,
        row.DisabledAt is not null || row.PendingSince is not null,
        row.Source,
        [.. row.Secrets.Select(s => new RegisteredSecret(s.Id, s.Hash, s.ExpiresAt, s.ProtectedValue))]);
}
