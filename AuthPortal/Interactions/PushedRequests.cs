using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Interactions;

/// <summary>Authorization requests that clients pushed, RFC 9126: each is used once, by its client, within a minute.</summary>
public sealed class PushedRequests(WriteQueue writes, TimeProvider clock)
{
    /// <summary>RFC 9126 §2.2.</summary>
    public const string UriPrefix = "urn:ietf:params:oauth:request_uri:";

    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    public static bool IsOne(string requestUri) => requestUri.StartsWith(UriPrefix, StringComparison.Ordinal);

    /// <summary>Keeps a request that has been judged and returns its <c>request_uri</c>.</summary>
    public async Task<string> AddAsync(
        string clientId,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken)
    {
        var reference = Secrets.Generate();
        var now = clock.GetUtcNow();
        await writes.RunAsync(
            db =>
            {
                db.PushedRequests.Add(new PushedRequest
                {
                    Hash = Secrets.Hash(reference),
                    ClientId = clientId,
                    Parameters = new Dictionary<string, string>(parameters, StringComparer.Ordinal),
                    CreatedAt = now,
                    ExpiresAt = now + Lifetime,
                });
                return Task.CompletedTask;
            },
            cancellationToken);
        return UriPrefix + reference;
    }

    /// <summary>Spends it; null when it is unknown, expired, used or another client's.</summary>
    public Task<Dictionary<string, string>?> TakeAsync(
        string requestUri,
        string clientId,
        CancellationToken cancellationToken)
    {
        var hash = Secrets.Hash(requestUri[UriPrefix.Length..]);
        return writes.RunAsync(
            async db =>
            {
                var now = clock.GetUtcNow();
                var row = await db.PushedRequests.AsNoTracking()
                    .FirstOrDefaultAsync(r => r.Hash == hash && r.ClientId == clientId && r.ExpiresAt > now);
                return row is not null && await db.PushedRequests.Where(r => r.Hash == hash).ExecuteDeleteAsync() == 1
                    ? row.Parameters
                    : null;
            },
            cancellationToken);
    }
}
