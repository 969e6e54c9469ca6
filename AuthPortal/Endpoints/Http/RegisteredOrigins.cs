using System.Collections.Frozen;
using AuthPortal.Clients;
using AuthPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// The web origins (RFC 6454 §4) of all registered redirect URIs, kept in memory. An unknown origin makes the set be
/// read again, at most once a second, so that a new app works at once and guesses cost little.
/// </summary>
public sealed class RegisteredOrigins(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    private static readonly TimeSpan Youngest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);

    private volatile Picture? _picture;

    public async ValueTask<bool> KnowsAsync(string origin, CancellationToken cancellationToken)
    {
        if (OriginOf(origin) is not { } wanted)
        {
            return false;
        }

        var picture = _picture;
        var age = picture is null ? TimeSpan.MaxValue : clock.GetUtcNow() - picture.At;
        if (picture is null || age >= (picture.Origins.Contains(wanted) ? Oldest : Youngest))
        {
            _picture = picture = await ReadAsync(cancellationToken);
        }

        return picture.Origins.Contains(wanted);
    }

    /// <summary>True when one of this client's redirect URIs has the origin.</summary>
    public static bool IsOf(RegisteredClient client, string origin)
        => OriginOf(origin) is { } wanted && client.Metadata.RedirectUris?.Any(uri => OriginOf(uri) == wanted) == true;

    private async Task<Picture> ReadAsync(CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await db.Clients.AsNoTracking().Where(c => c.DisabledAt == null).Select(c => c.Metadata)
            .ToListAsync(cancellationToken);
        var origins = all.SelectMany(metadata => metadata.RedirectUris ?? []).Select(OriginOf).OfType<string>();
        return new Picture(origins.ToFrozenSet(StringComparer.Ordinal), at);
    }

    /// <summary>
    /// Scheme, host and port in lower case; null without a web scheme. On a loopback address literal the port is left
    /// out, because any is allowed there (RFC 8252 §7.3).
    /// </summary>
    private static string? OriginOf(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
        {
            return null;
        }

        return parsed.Host is "127.0.0.1" or "[::1]" && parsed.Scheme == "http"
            ? $"http://{parsed.Host}"
            : $"{parsed.Scheme}://{parsed.Authority}";
    }

    private sealed record Picture(FrozenSet<string> Origins, DateTimeOffset At);
}
